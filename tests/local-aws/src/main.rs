//! Local AWS: CodeCommit's git endpoints and STS on loopback.

use std::io::{self, Write};
use std::process::ExitCode;

use local_aws::{Options, Server, run_ssh_helper};
use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main(flavor = "multi_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let Some(outcome) = run_ssh_helper(&arguments).await {
        return outcome.unwrap_or_else(|error| report(Err(error)));
    }
    if arguments.iter().any(|it| it == "--help" || it == "-h") {
        return report(io::stdout().write_all(Options::USAGE.as_bytes()));
    }
    match Options::parse(arguments) {
        Ok(options) => report(run(options).await),
        Err(error) => {
            eprint!("local-aws: {error}\n\n{}", Options::USAGE);
            ExitCode::from(2)
        }
    }
}

async fn run(options: Options) -> io::Result<()> {
    let exit_with_stdin = options.exit_with_stdin;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;

    let server = Server::start(options).await?;
    // The parent process reads the addresses here.
    let mut addresses = serde_json::json!({
        "listening": format!("http://{}", server.address()),
        "admin": format!("http://{}/_admin/", server.admin_address()),
    });
    if let Some(ssh) = server.ssh() {
        addresses["ssh"] = serde_json::json!({
            "listening": format!("ssh://{}", ssh.address),
            "host_key": ssh.host_key,
            "fingerprint": ssh.fingerprint,
        });
    }
    writeln!(io::stdout(), "{addresses}")?;

    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = stdin_closed(), if exit_with_stdin => {}
    }
    server.stop().await;
    // A read of standard input cannot be cancelled, and would keep the runtime from stopping.
    std::process::exit(0)
}

/// Waits for the end of standard input, which comes when the parent process ends.
async fn stdin_closed() {
    let mut stdin = tokio::io::stdin();
    let mut ignored = [0; 1024];
    while matches!(stdin.read(&mut ignored).await, Ok(1..)) {}
}

fn report(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("local-aws: {error}");
            ExitCode::FAILURE
        }
    }
}
