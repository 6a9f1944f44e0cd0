//! An audit as OSCAL, on its way into a folder.
//!
//! Must not know: any model of OSCAL.

use super::made::{Choices, Exported, Made};
use crate::domain::dossier::Dossier;
use crate::exchange::oscal;

/// One file per model.
pub(super) fn documents(dossier: &Dossier<'_>, choices: Choices) -> Result<Exported, String> {
    if choices.bom {
        return Err("JSON begins with no byte order mark (RFC 8259, 8.1): leave --bom out".to_owned());
    }
    let made = oscal::write(dossier)?;
    let file = |(name, bytes): (&str, Vec<u8>)| Made { name: name.to_owned(), bytes };
    Ok(Exported { files: made.files.into_iter().map(file).collect(), remarks: made.remarks })
}
