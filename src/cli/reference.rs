//! `kozmoai completions` and `kozmoai man`: made from the command line's own definition.

use clap_complete::Shell;

use super::output::Output;
use crate::error::Result;

pub(super) fn completions(output: &Output, shell: Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::command(), "kozmoai", &mut script);
    output.raw(|out| out.write_all(&script))
}

/// One page with every command in it.
pub(super) fn man(output: &Output) -> Result<()> {
    let mut page = Vec::new();
    let write = |page: &mut Vec<u8>| -> std::io::Result<()> {
        let man = clap_mangen::Man::new(super::command());
        man.render_title(page)?;
        man.render_name_section(page)?;
        man.render_synopsis_section(page)?;
        man.render_description_section(page)?;
        man.render_options_section(page)?;
        page.extend_from_slice(b".SH COMMANDS\n");
        let mut root = super::command();
        root.build();
        commands(&root, page)?;
        // Set as it stands: a paragraph of it would run its columns together.
        let notes = root.get_after_help().map(ToString::to_string).unwrap_or_default();
        page.extend_from_slice(format!(".SH NOTES\n.nf\n{}\n.fi\n", escape(&notes)).as_bytes());
        man.render_version_section(page)
    };
    write(&mut page).map_err(super::stdout::closed)?;
    output.raw(|out| out.write_all(&page))
}

fn commands(parent: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    for command in parent.get_subcommands().filter(|command| command.get_name() != "help") {
        let usage = command.clone().render_usage().to_string();
        let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
        page.extend_from_slice(format!(".SS {}\n{}\n", escape(usage.trim_start_matches("Usage: ")), escape(&about)).as_bytes());
        for argument in
            command.get_arguments().filter(|a| !a.is_global_set() && !matches!(a.get_id().as_str(), "help" | "version"))
        {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            page.extend_from_slice(format!(".TP\n\\fB{}\\fR\n{}\n", escape(&argument.to_string()), escape(&help)).as_bytes());
        }
        commands(command, page)?;
    }
    Ok(())
}

/// Text as roff takes it.
fn escape(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-").replace("\n.", "\n\\&.").replace("\n\n", "\n.br\n")
}
