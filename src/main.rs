//! The program: calls the library and returns its exit code.

fn main() -> std::process::ExitCode {
    kozmoai::cli::run()
}
