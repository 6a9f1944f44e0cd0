//! The words of invented findings and their follow-up. All of it is fiction: organisation, processes, records, numbers.
//!
//! Must not know: when anything happens. Roles, never people.

use crate::domain::dice::Dice;

/// Processes, and the role that answers for each.
pub(super) static PLACES: &[(&str, &str)] = &[
    ("Joiners, movers, leavers", "HR operations lead"),
    ("Service desk", "Service desk lead"),
    ("Server operations", "IT operations manager"),
    ("Network operations", "Network lead"),
    ("Software development", "Development manager"),
    ("Change management", "Change manager"),
    ("Backup and restore", "Backup operator lead"),
    ("Supplier management", "Supplier manager"),
    ("Archive site", "Archive site manager"),
    ("Head office reception", "Facilities manager"),
    ("Incident handling", "Incident lead"),
    ("Risk management", "Information security manager"),
    ("Training", "Competence coordinator"),
    ("Customer onboarding", "Customer services manager"),
    ("Document control", "Document controller"),
    ("Cloud platform", "Platform lead"),
];

/// What can be wrong: title, nature, evidence.
pub(super) static FAULTS: &[(&str, &str, &str)] = &[
    (
        "Review not done in the period",
        "The review that the organisation's own rule asks for was not done, and nobody noticed.",
        "{n} of {m} entries looked at in {place} bear no review in the last twelve months; list drawn on {day}.",
    ),
    (
        "Records incomplete",
        "The record that shows the activity was carried out lacks what the rule demands of it.",
        "In {n} of {m} records of {place} the approver, the date or both are missing (folder seen on {day}).",
    ),
    (
        "Rights not taken back in time",
        "Access stayed enabled after the reason for it had ended, longer than the procedure allows.",
        "{n} of {m} accounts sampled in {place} were enabled after the last working day; directory view of {day}.",
    ),
    (
        "Responsibility not assigned",
        "An activity that the procedure describes has no role that answers for it.",
        "The table of responsibilities of {place} names nobody for {n} of {m} activities; version seen on {day}.",
    ),
    (
        "Test of restoring not documented",
        "What was restored, and whether it was complete, cannot be shown for the period.",
        "For {n} of {m} quarters {place} holds no restore record; the log was looked through on {day}.",
    ),
    (
        "Supplier not evaluated",
        "Services are used whose supplier was not evaluated against the agreed criteria.",
        "{n} of {m} suppliers in the list of {place} have no evaluation on file; list of {day}.",
    ),
    (
        "Patches later than the standard allows",
        "Known weaknesses stayed open beyond the term set, without a recorded exception.",
        "{n} of {m} hosts of {place} were behind by more than thirty days in the scanner export of {day}.",
    ),
    (
        "Plan without evaluation of its effect",
        "The plan says what is to be done, but not how its results are evaluated.",
        "{n} of {m} measures of {place} name neither a measure nor a date of evaluation; plan seen on {day}.",
    ),
    (
        "Visitors not signed out",
        "Who was inside at a given time cannot be told from the book.",
        "{n} of {m} lines in the book of {place} have no time of leaving; book seen on {day}.",
    ),
    (
        "Document used in a withdrawn version",
        "Work is done after a text that document control had replaced.",
        "{n} of {m} printed copies in {place} were of the version before; walked through on {day}.",
    ),
    (
        "Log not protected against change",
        "Whoever does the work can also change the record of it.",
        "In {place} {n} of {m} log stores are writable for the administrators they log; configuration view of {day}.",
    ),
    (
        "Training not shown",
        "That people know what they need to know cannot be shown.",
        "{n} of {m} files looked at in {place} hold no record of the course; files seen on {day}.",
    ),
];

pub(super) static CORRECTIONS: &[&str] = &[
    "The {n} records completed from the source; the other {m} of the period checked as well.",
    "The {n} accounts disabled on the same day; sign-in logs looked through, none used after leaving.",
    "The missing reviews caught up for all {m} entries; {n} rights taken back.",
    "The withdrawn copies collected and destroyed; {m} current ones handed out.",
    "The {n} hosts patched; {m} more found and isolated until the next window.",
];

pub(super) static CONSEQUENCES: &[&str] = &[
    "No damage found; the risk was raised from medium to high until this is closed.",
    "Two customers told as the contract asks; neither saw an effect.",
    "Looked for misuse in the logs of ninety days: none.",
];

pub(super) static REVIEWS: &[&str] = &[
    "Facts confirmed with the role responsible; the extent is {m} records, not only the sample.",
    "The auditor's numbers hold; the neighbouring team works after the same text and is looked at too.",
];

pub(super) static METHODS: &[&str] = &["5 whys", "5 whys", "Ishikawa", "interview with the team"];

pub(super) static CAUSES: &[&str] = &[
    "The step stands in the procedure, but no tool asks for it and nobody counts it.",
    "The role that did it was dissolved in a reorganisation; the task was not handed on.",
    "The form is mailed by hand, and a mail that does not arrive is missed by nobody.",
    "The rule was changed without telling the people who work after it.",
    "The tool closes the ticket without the mandatory field, since the last upgrade.",
    "The interval was set by calendar year, and the person left in November.",
    "Two lists of the same things are kept, and only one of them is reviewed.",
    "The supplier's report was filed unread: nobody was named to read it.",
];

pub(super) static SINCE: &[&str] = &[
    "In {place} this has been so for {n} months.",
    "It came up on {day}, when {place} was asked for {m} records.",
    "{place}: {n} of {m} people asked did not know of it.",
];

pub(super) static WHYS: &[&str] = &[
    "It was not done: nobody was asked to.",
    "Nobody was asked: the reminder went to a mailbox that is read no more.",
    "The mailbox was given up: its owner changed, and the list of mailboxes has no owner.",
    "The list has no owner: it was made in a project and never taken over.",
];

pub(super) static LOOKED: &[&str] = &[
    "{m} records of the two neighbouring teams; the same folder of the year before",
    "All sites, by the same query; {m} entries",
    "The three other lists the role keeps; contractors' accounts",
];

pub(super) static SIMILAR: &[&str] = &[
    "{n} more found and corrected with these.",
    "None found in {m} looked at.",
    "One, of the same cause: in scope of the action.",
];

pub(super) static CRITERIA: &[&str] = &[
    "In the six weeks after the last action none of at least {m} new records shows the fault.",
    "A sample of {m} drawn at random shows no exception.",
    "Two monthly reports in a row list no overdue entry.",
];

pub(super) static ACTIONS: &[&str] = &[
    "Owner named for the whole process, in the table of responsibilities.",
    "The tool asks for the field and does not close without it.",
    "Monthly report of what is overdue, to the information security manager.",
    "Procedure changed: who, by when, which record; people told and the telling recorded.",
    "The second list given up; one source, reviewed every quarter.",
    "Feed from the leading system every night, with an alarm when it fails.",
    "Course for the {n} people concerned, with a check of what stayed.",
];

pub(super) static EVIDENCE: &[&str] = &[
    "ticket and screenshot in the evidence folder",
    "minutes of the team meeting",
    "procedure, new version, in document control",
    "report of the first month",
];

pub(super) static HELD: &[&str] = &[
    "{m} of {m} without exception.",
    "No overdue entry in both reports.",
    "The sample shows what the criterion asks for.",
];

pub(super) static NOT_HELD: &[&str] = &[
    "{n} of {m} still show it: the contractors are not in the feed.",
    "Better, but {n} entries of the second site are overdue.",
];

pub(super) static TOUCHES: &[(&str, &str)] = &[
    ("risk", "Assessment of the risk brought up to date."),
    ("procedure", "Procedure reissued with the changed step."),
    ("training", "Added to the yearly course."),
    ("soa", "Justification of the control rewritten."),
    ("policy", "Exception process named in the policy."),
];

pub(super) static DELAYS: &[&str] = &[
    "release of the vendor put off",
    "budget released a month later",
    "waits for the works council",
    "change freeze over the year's end",
];

/// Words with their blanks filled in.
pub(super) fn filled(dice: &mut Dice, words: &str, place: &str, day: &str) -> String {
    let of = dice.between(8, 60);
    let found = dice.between(1, of / 3);
    words
        .replace("{n}", &found.to_string())
        .replace("{m}", &of.to_string())
        .replace("{place}", &place.to_lowercase())
        .replace("{day}", day)
}
