//! Themes can be read: contrast on the palettes that the sixteen names usually have, and verdicts apart for those who
//! see colours otherwise. What fails is named by theme, meaning, palette and figure.
//!
//! Must not know: which screen uses which meaning.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]
#![allow(clippy::mistyped_literal_suffixes, reason = "a blue of 0x64 is no type")]

use ratatui::style::{Color, Modifier, Style};
use workpaper::app::role::{MEANINGS, Role};
use workpaper::ui::theme::{COLOURS, Ground, SHIPPED, Theme};

/// Red, green, blue: `0xRR_GG_BB`.
type Rgb = u32;

/// What a terminal paints the sixteen names with, and its own letters on its own background, dark and light.
struct Palette {
    name: &'static str,
    sixteen: [Rgb; 16],
    dark: (Rgb, Rgb),
    light: (Rgb, Rgb),
}

const TANGO: [Rgb; 16] = [
    0x2e_34_36, 0xcc_00_00, 0x4e_9a_06, 0xc4_a0_00, 0x34_65_a4, 0x75_50_7b, 0x06_98_9a, 0xd3_d7_cf, 0x55_57_53,
    0xef_29_29, 0x8a_e2_34, 0xfc_e9_4f, 0x72_9f_cf, 0xad_7f_a8, 0x34_e2_e2, 0xee_ee_ec,
];

/// The usual ones, as their programs ship them.
static PALETTES: &[Palette] = &[
    Palette {
        name: "xterm",
        sixteen: [
            0x00_00_00, 0xcd_00_00, 0x00_cd_00, 0xcd_cd_00, 0x00_00_ee, 0xcd_00_cd, 0x00_cd_cd, 0xe5_e5_e5, 0x7f_7f_7f,
            0xff_00_00, 0x00_ff_00, 0xff_ff_00, 0x5c_5c_ff, 0xff_00_ff, 0x00_ff_ff, 0xff_ff_ff,
        ],
        dark: (0xe5_e5_e5, 0x00_00_00),
        light: (0x00_00_00, 0xff_ff_ff),
    },
    Palette {
        name: "VGA and the Linux console",
        sixteen: [
            0x00_00_00, 0xaa_00_00, 0x00_aa_00, 0xaa_55_00, 0x00_00_aa, 0xaa_00_aa, 0x00_aa_aa, 0xaa_aa_aa, 0x55_55_55,
            0xff_55_55, 0x55_ff_55, 0xff_ff_55, 0x55_55_ff, 0xff_55_ff, 0x55_ff_ff, 0xff_ff_ff,
        ],
        dark: (0xaa_aa_aa, 0x00_00_00),
        light: (0x00_00_00, 0xff_ff_ff),
    },
    Palette {
        name: "PuTTY",
        sixteen: [
            0x00_00_00, 0xbb_00_00, 0x00_bb_00, 0xbb_bb_00, 0x00_00_bb, 0xbb_00_bb, 0x00_bb_bb, 0xbb_bb_bb, 0x55_55_55,
            0xff_55_55, 0x55_ff_55, 0xff_ff_55, 0x55_55_ff, 0xff_55_ff, 0x55_ff_ff, 0xff_ff_ff,
        ],
        dark: (0xbb_bb_bb, 0x00_00_00),
        light: (0x00_00_00, 0xff_ff_ff),
    },
    Palette {
        name: "Windows console (Campbell)",
        sixteen: [
            0x0c_0c_0c, 0xc5_0f_1f, 0x13_a1_0e, 0xc1_9c_00, 0x00_37_da, 0x88_17_98, 0x3a_96_dd, 0xcc_cc_cc, 0x76_76_76,
            0xe7_48_56, 0x16_c6_0c, 0xf9_f1_a5, 0x3b_78_ff, 0xb4_00_9e, 0x61_d6_d6, 0xf2_f2_f2,
        ],
        dark: (0xcc_cc_cc, 0x0c_0c_0c),
        light: (0x0c_0c_0c, 0xf2_f2_f2),
    },
    Palette { name: "Tango", sixteen: TANGO, dark: (0xd3_d7_cf, 0x00_00_00), light: (0x2e_34_36, 0xee_ee_ec) },
    Palette {
        name: "VTE (GNOME)",
        sixteen: [
            0x17_14_21, 0xc0_1c_28, 0x26_a2_69, 0xa2_73_4c, 0x12_48_8b, 0xa3_47_ba, 0x2a_a1_b3, 0xd0_cf_cc, 0x5e_5c_64,
            0xf6_61_51, 0x33_d1_7a, 0xe9_ad_0c, 0x2a_7b_de, 0xc0_61_cb, 0x33_c7_de, 0xff_ff_ff,
        ],
        dark: (0xd0_cf_cc, 0x1e_1e_1e),
        light: (0x1e_1e_1e, 0xff_ff_ff),
    },
    Palette {
        name: "macOS Terminal",
        sixteen: [
            0x00_00_00, 0xc2_36_21, 0x25_bc_24, 0xad_ad_27, 0x49_2e_e1, 0xd3_38_d3, 0x33_bb_c8, 0xcb_cc_cd, 0x81_83_83,
            0xfc_39_1f, 0x31_e7_22, 0xea_ec_23, 0x58_33_ff, 0xf9_35_f8, 0x14_f0_f0, 0xe9_eb_eb,
        ],
        dark: (0xcb_cc_cd, 0x00_00_00),
        light: (0x00_00_00, 0xff_ff_ff),
    },
];

/// Grounds on which red cannot be read, whatever theme. High contrast goes without it, and has to hold on these too.
static HARDER: &[Palette] = &[
    Palette {
        name: "Windows console before 2017",
        sixteen: [
            0x00_00_00, 0x80_00_00, 0x00_80_00, 0x80_80_00, 0x00_00_80, 0x80_00_80, 0x00_80_80, 0xc0_c0_c0, 0x80_80_80,
            0xff_00_00, 0x00_ff_00, 0xff_ff_00, 0x00_00_ff, 0xff_00_ff, 0x00_ff_ff, 0xff_ff_ff,
        ],
        dark: (0xc0_c0_c0, 0x00_00_00),
        light: (0x00_00_00, 0xff_ff_ff),
    },
    Palette { name: "Tango on grey", sixteen: TANGO, dark: (0xd3_d7_cf, 0x2e_34_36), light: (0x2e_34_36, 0xee_ee_ec) },
    Palette { name: "Ubuntu", sixteen: TANGO, dark: (0xff_ff_ff, 0x30_0a_24), light: (0x2e_34_36, 0xff_ff_ff) },
];

/// Light, not the number for it: sRGB made linear, as WCAG 2.x defines it under "relative luminance".
fn linear(colour: Rgb) -> [f64; 3] {
    [16, 8, 0].map(|shift| {
        let part = f64::from((colour >> shift) & 0xff) / 255.0;
        if part <= 0.03928 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn luminance(colour: Rgb) -> f64 {
    let [red, green, blue] = linear(colour);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast ratio of WCAG 2.x: (L1 + 0.05) / (L2 + 0.05), the lighter above.
fn ratio(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Success criterion 1.4.3, for text of ordinary size, and 1.4.6.
const AA: f64 = 4.5;
const AAA: f64 = 7.0;

fn number(colour: Color) -> usize {
    COLOURS.iter().position(|(_, known)| *known == colour).expect("themes use the sixteen names")
}

/// Every colour that letters of this style may come out in. Many terminals show bold as the bright colour of the same
/// name; what they make of dim differs, and the darkest usual answer is bright black, as on the Linux console.
fn inks(style: Style, palette: &Palette, letters: Rgb) -> Vec<Rgb> {
    let mut inks = match style.fg.map(number) {
        None => vec![letters],
        Some(n @ ..8) if style.add_modifier.contains(Modifier::BOLD) => {
            vec![palette.sixteen[n], palette.sixteen[n + 8]]
        }
        Some(n) => vec![palette.sixteen[n]],
    };
    if style.add_modifier.contains(Modifier::DIM) {
        inks.push(palette.sixteen[8]);
    }
    inks
}

/// Letters and background of a palette, as a theme wants them.
fn grounds(theme: &Theme, palette: &Palette) -> Vec<(Rgb, Rgb)> {
    match theme.ground {
        Some(Ground::Dark) => vec![palette.dark],
        Some(Ground::Light) => vec![palette.light],
        _ => vec![palette.dark, palette.light],
    }
}

/// Every meaning of a theme whose words fall short of a ratio. A reversed word has its background's contrast, which is
/// the same; a rule is no word.
fn faults(name: &str, theme: &Theme, palettes: &[Palette], least: f64) -> Vec<String> {
    let mut faults = Vec::new();
    for meaning in MEANINGS.iter().filter(|meaning| meaning.role != Role::Rule) {
        for palette in palettes {
            for (letters, ground) in grounds(theme, palette) {
                for ink in inks(theme.style(meaning.role), palette, letters) {
                    let ratio = ratio(ink, ground);
                    if ratio < least {
                        faults.push(format!(
                            "theme {name}: {} on {}: {ink:06x} on {ground:06x} is {ratio:.2}:1, and {least}:1 is the least",
                            meaning.name, palette.name
                        ));
                    }
                }
            }
        }
    }
    faults
}

fn shipped(name: &str) -> Theme {
    Theme::shipped(name).expect("a shipped theme")
}

#[test]
fn words_of_shipped_themes_can_be_read_on_the_usual_palettes() {
    let faults: Vec<String> = SHIPPED.iter().flat_map(|(name, _)| faults(name, &shipped(name), PALETTES, AA)).collect();
    assert!(faults.is_empty(), "WCAG AA is missed:\n{}", faults.join("\n"));
}

#[test]
fn high_contrast_is_high_on_every_ground_even_the_hard_ones() {
    let theme = shipped("high-contrast");
    let faults = [PALETTES, HARDER].map(|palettes| faults("high-contrast", &theme, palettes, AAA)).concat();
    assert!(faults.is_empty(), "7:1 is missed:\n{}", faults.join("\n"));
}

#[test]
fn the_known_figures_of_the_formula_come_out() {
    assert!((ratio(0xff_ff_ff, 0x00_00_00) - 21.0).abs() < 1e-9, "white on black is 21:1");
    assert!((ratio(0x76_76_76, 0xff_ff_ff) - 4.54).abs() < 0.01, "the grey that is just enough on white");
    assert!(ratio(0x77_77_77, 0xff_ff_ff) < AA, "and the next that is not");
}

#[test]
fn a_bad_theme_is_caught_with_meaning_palette_and_ratio() {
    for (text, wanted) in [
        ("like = \"dark\"\nlate = \"blue\"", ["late", "xterm", "0000ee on 000000 is 2.23:1"]),
        ("like = \"dark\"\nmuted = \"dim\"", ["muted", "Linux console", "555555 on 000000 is 2.82:1"]),
        ("like = \"light\"\nwrong = \"red bold\"", ["wrong", "PuTTY", "ff5555 on ffffff is 3.14:1"]),
        ("like = \"mono\"\nkey = \"lightyellow\"", ["key", "xterm", "ffff00 on ffffff is 1.07:1"]),
    ] {
        let theme = Theme::parse(text).expect("it is good TOML");
        let faults = faults("bad", &theme, PALETTES, AA);
        let named = |fault: &String| wanted.iter().all(|word| fault.contains(word));
        assert!(faults.iter().any(named), "{text:?} must be caught as {wanted:?}: {faults:#?}");
        let other = |fault: &&String| !fault.contains(wanted[0]);
        assert_eq!(faults.iter().find(other), None, "{text:?}: and nothing else with it");
    }
}

/// How colours look to those whose retina lacks one kind of cones: Machado, Oliveira and Fernandes, "A Physiologically-
/// based Model for Simulation of Color Vision Deficiency" (2009), severity 1.0, applied to linear light.
const SIGHTS: [(&str, [[f64; 3]; 3]); 4] = [
    ("every colour", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deuteranopia",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritanopia",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

/// CIE 1976 L*a*b* (white D65) of a colour as somebody sees it.
fn seen(colour: Rgb, sight: &[[f64; 3]; 3]) -> [f64; 3] {
    const SRGB_TO_XYZ: [[f64; 3]; 3] =
        [[0.412_456, 0.357_576, 0.180_438], [0.212_673, 0.715_152, 0.072_175], [0.019_334, 0.119_192, 0.950_304]];
    let times =
        |matrix: &[[f64; 3]; 3], of: [f64; 3]| matrix.map(|row| row.iter().zip(of).map(|(a, b)| a * b).sum::<f64>());
    let light = times(sight, linear(colour)).map(|part| part.clamp(0.0, 1.0));
    let [x, y, z] = times(&SRGB_TO_XYZ, light);
    let root = |t: f64| if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 };
    let [x, y, z] = [x / 0.950_47, y, z / 1.088_83].map(root);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn distance(one: Rgb, other: Rgb, sight: &[[f64; 3]; 3]) -> f64 {
    let (one, other) = (seen(one, sight), seen(other, sight));
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// The least distance (CIE76) at which two colours are held apart. A just noticeable difference of areas side by side is
/// about 2.3; letters are thin and stand apart, so much more is wanted.
const APART: f64 = 20.0;

/// What the tree's letter, a grade and lateness must not be mixed up about. Inside a family the letters tell.
const FAMILIES: [&[Role]; 8] = [
    &[Role::Conforms],
    &[Role::Excused],
    &[Role::Major],
    &[Role::Minor, Role::Nonconforming],
    &[Role::Observation],
    &[Role::Improvement],
    &[Role::Positive],
    &[Role::Late],
];

/// Pairs of meanings that somebody cannot tell apart by colour, underline or reversal. Weight counts where there is no
/// colour: with one, some terminals brighten the colour instead.
fn mixed_up(name: &str, theme: &Theme) -> Vec<String> {
    let word = |role: Role| MEANINGS.iter().find(|meaning| meaning.role == role).map_or("", |meaning| meaning.name);
    let lines = |style: Style| {
        let weight = if style.fg.is_none() { Modifier::BOLD } else { Modifier::empty() };
        style.add_modifier & (Modifier::UNDERLINED | Modifier::REVERSED | weight)
    };
    let mut found = Vec::new();
    for (nth, family) in FAMILIES.iter().enumerate() {
        for (one, other) in family.iter().flat_map(|one| FAMILIES[..nth].concat().into_iter().map(move |o| (*one, o))) {
            let (a, b) = (theme.style(one), theme.style(other));
            if lines(a) != lines(b) {
                continue;
            }
            for palette in PALETTES {
                for ((letters, _), (sight, matrix)) in grounds(theme, palette)
                    .into_iter()
                    .flat_map(|ground| SIGHTS.iter().map(move |sight| (ground, sight)))
                {
                    let ink = |style| inks(style, palette, letters)[0];
                    let apart = distance(ink(a), ink(b), matrix);
                    if apart < APART {
                        found.push(format!(
                            "theme {name}: {} and {} with {sight} on {}: {apart:.0} apart, and {APART} is the least",
                            word(one),
                            word(other),
                            palette.name
                        ));
                    }
                }
            }
        }
    }
    found
}

#[test]
fn verdicts_stay_apart_for_those_who_see_colours_otherwise() {
    let found: Vec<String> = ["colour-blind", "light"].iter().flat_map(|name| mixed_up(name, &shipped(name))).collect();
    assert!(found.is_empty(), "one background each has a theme in which nothing is mixed up:\n{}", found.join("\n"));
}

#[test]
fn a_theme_of_red_and_green_is_caught() {
    let text = "like = \"colour-blind\"\nconforms = \"green\"";
    let found = mixed_up("bad", &Theme::parse(text).expect("it is good TOML"));
    let named = |sight: &str| {
        let words = ["minor", "conforms", sight];
        found.iter().any(|fault| words.iter().all(|word| fault.contains(word)))
    };
    assert!(named("deuteranopia") && named("protanopia"), "red and green are the classic: {found:#?}");
    assert!(!named("tritanopia") && !named("every colour"), "and only for those two: {found:#?}");
}

/// Meanings that stand side by side, in the themes whose colours or weights have room for both.
#[test]
fn what_stands_side_by_side_looks_different() {
    for (name, _) in SHIPPED {
        let theme = shipped(name);
        let style = |role| theme.style(role);
        assert_ne!(style(Role::Observation), style(Role::Improvement), "{name}: an observation, an improvement");
        for role in [Role::Positive, Role::Improvement, Role::Observation] {
            let reversed = style(role).add_modifier.contains(Modifier::REVERSED);
            assert!(!reversed, "{name}: {role:?} would be taken for the selection");
        }
        assert!(
            *name == "mono" || style(Role::Label) != style(Role::Conforms),
            "{name}: a label is no verdict, where there is more than weight to tell by"
        );
    }
}

/// The sixteen names alone come out on every terminal, and a background would be sent again with every cell.
#[test]
fn themes_hold_to_the_sixteen_names_and_set_no_background() {
    for (name, _) in SHIPPED {
        let theme = shipped(name);
        for meaning in MEANINGS {
            let style = theme.style(meaning.role);
            assert_eq!(style.bg, None, "{name}: {} sets a background", meaning.name);
            if let Some(colour) = style.fg {
                number(colour);
            }
        }
        let selection = theme.style(Role::Selection).add_modifier;
        assert!(selection.contains(Modifier::REVERSED), "{name}: the selection is seen without colours too");
    }
    let mono = shipped("mono");
    let coloured: Vec<&str> =
        MEANINGS.iter().filter(|meaning| mono.style(meaning.role).fg.is_some()).map(|meaning| meaning.name).collect();
    assert!(coloured.is_empty(), "mono has no colours: {coloured:?}");
}
