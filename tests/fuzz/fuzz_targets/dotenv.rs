//! `.env` files: parsed, expanded, compared with the second reader, and edited.

use std::path::Path;

use kozmoai::config::dotenv::{edited, interpolate, parse};
use kozmoai::config::second_reader;
use kozmoai::secret::Zeroizing;

/// The longest value that may result from an expansion, apart from the text itself.
const LONGEST_VALUE: usize = 1 << 20;
const NAME: &str = "KOZMOAI_SECRET_KEY";

/// The example, and the files of which Python said how it reads them.
pub(crate) fn corpus() -> Vec<Vec<u8>> {
    let vectors: Vec<(String, serde_json::Value)> = serde_json::from_str(include_str!("../../vectors/dotenv.json")).unwrap();
    let texts = vectors.into_iter().map(|(text, _)| text.into_bytes());
    texts.chain([include_bytes!("../../../.env.example").to_vec()]).collect()
}

pub(crate) fn run(data: &[u8]) -> u64 {
    let Ok(text) = std::str::from_utf8(data) else { return 0 };
    let parsed = parse(text);
    let lines = 1 + text.matches(['\n', '\r']).count();
    let mut last = 0;
    for binding in &parsed.bindings {
        assert!((last..=lines).contains(&binding.line), "line {} of {lines}", binding.line);
        last = binding.line;
        let value = |name: &str| {
            let found = parsed.bindings.iter().rev().find(|binding| binding.name == name)?;
            found.value.clone()
        };
        let expanded = interpolate(binding.value.as_deref().map_or("", String::as_str), &value);
        assert!(expanded.is_none_or(|expanded| expanded.len() <= LONGEST_VALUE + 2 * text.len()));
    }
    drop(second_reader::differences(text, true));
    let mut is_editable = 0;
    for new in ["dBuuuB_FHLvU8T9e", "it's \"${A}\" # \\n", ""] {
        let Ok(changed) = edited(Path::new(".env"), text, NAME, new) else { continue };
        is_editable += 1;
        let again = parse(&changed);
        let value = again.bindings.iter().rev().find(|binding| binding.name == NAME).and_then(|binding| binding.value.clone());
        let expanded = value.and_then(|value| interpolate(&value, &|_| Some(Zeroizing::new("other".to_owned()))));
        assert_eq!(expanded.as_ref().map(|value| value.as_str()), Some(new), "after the edit");
        let others = |parsed: &kozmoai::config::dotenv::Parsed| -> Vec<_> {
            let others = parsed.bindings.iter().filter(|binding| binding.name != NAME);
            others.map(|binding| (binding.name.clone(), binding.value.clone())).collect()
        };
        assert_eq!(others(&again), others(&parsed), "after the edit");
    }
    (parsed.bindings.len() * 64 + parsed.unreadable.len() * 4 + is_editable) as u64
}
