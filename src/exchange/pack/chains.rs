//! Uniting two copies of one journal, line by line.
//!
//! Must not know: files, or how a line is read. Both copies are sound in themselves; what is settled here is which of two
//! bodies stands, and that the two are one chain.

/// What a line still says. The greater one stands: what was blanked for good does not come back from a copy, and a text
/// is better than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Body {
    /// Withheld from this copy.
    Withheld,
    /// It is there.
    There,
    /// Blanked by a redaction.
    Blank,
}

/// One line of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link<'l> {
    /// The hash that the chain is made of.
    pub h: &'l str,
    /// What its body is.
    pub body: Body,
    /// Its bytes.
    pub bytes: &'l [u8],
}

/// Unites two copies: the longer one goes on, and of each line the better body stands.
///
/// # Errors
/// The first line, from 1, at which they are two chains.
pub fn unite<'l>(ours: &[Link<'l>], theirs: &[Link<'l>]) -> Result<Vec<&'l [u8]>, usize> {
    if let Some(fork) = ours.iter().zip(theirs).position(|(our, their)| our.h != their.h) {
        return Err(fork + 1);
    }
    let better = |n: usize| match (ours.get(n), theirs.get(n)) {
        (Some(our), Some(their)) if their.body > our.body => Some(their.bytes),
        (Some(one), _) | (None, Some(one)) => Some(one.bytes),
        (None, None) => None,
    };
    Ok((0..).map_while(better).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link<'l>(h: &'l str, body: Body, bytes: &'l str) -> Link<'l> {
        Link { h, body, bytes: bytes.as_bytes() }
    }

    #[test]
    fn the_better_body_and_the_longer_chain_stand_and_a_fork_is_named() {
        let ours = [link("a", Body::There, "a"), link("b", Body::Withheld, "-"), link("c", Body::Blank, "null")];
        let theirs = [
            link("a", Body::Withheld, "-"),
            link("b", Body::There, "b"),
            link("c", Body::There, "c"),
            link("d", Body::There, "d"),
        ];
        let want: Vec<&[u8]> = vec![b"a", b"b", b"null", b"d"];
        assert_eq!(unite(&ours, &theirs), Ok(want.clone()), "theirs into ours");
        assert_eq!(unite(&theirs, &ours), Ok(want), "ours into theirs: the same");
        let forked = [link("a", Body::There, "a"), link("x", Body::There, "x")];
        assert_eq!(unite(&ours, &forked), Err(2), "the second line is another");
        assert_eq!(unite(&[], &ours[..1]), Ok(vec![b"a".as_slice()]), "nothing and something is something");
    }
}
