//! The broker's program as a child process, which can be killed.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};

/// A running broker program; killed when it is dropped.
#[derive(Debug)]
pub struct BrokerProcess {
    child: Child,
    stdout: BufReader<ChildStdout>,
    addr: SocketAddr,
}

#[expect(clippy::missing_panics_doc, reason = "a test fails by panicking")]
impl BrokerProcess {
    /// Starts `command` and waits for the line that says the address.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the broker's program");
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let Some(addr) = line.trim_end().strip_prefix("listening on ") else {
            panic!("{line:?} is no address; the broker ended with {:?}", child.wait());
        };
        Self { addr: addr.parse().unwrap(), child, stdout }
    }

    /// The program at `program` on a free port, with `args`.
    pub fn command<I: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = I>) -> Command {
        let mut command = Command::new(program);
        command.args(["--port", "0"]).args(args);
        command
    }

    /// Its stderr, if `command` had it piped; once.
    pub fn take_stderr(&mut self) -> ChildStderr {
        self.child.stderr.take().expect("a piped stderr")
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: it ends where it stands.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends the signal of that name, waits for the end; says how it ended and what else it
    /// printed.
    pub fn signal(mut self, name: &str) -> (ExitStatus, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap(), rest)
    }
}

impl Drop for BrokerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
