//! A distant server: a proxy that delays what passes through it, and counts the round trips.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// A proxy on this machine, which ends with this process.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// The delay of each direction, in milliseconds.
    delay: AtomicU64,
    /// How often a server replied to what a client sent.
    round_trips: AtomicU64,
}

/// The two sides of a connection.
#[derive(Clone, Copy)]
enum Side {
    Client,
    Server,
}

impl Proxy {
    /// Starts a proxy for a server on this machine.
    pub(crate) fn start(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Self { port: listener.local_addr().unwrap().port(), shared: Arc::default() };
        let shared = Arc::clone(&proxy.shared);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(("127.0.0.1", server)).unwrap());
                let is_waiting = Arc::default();
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                forward(Side::Client, from, to, Arc::clone(&shared), Arc::clone(&is_waiting));
                forward(Side::Server, server, client, Arc::clone(&shared), is_waiting);
            }
        });
        proxy
    }

    /// Delays each direction from now on.
    pub(crate) fn set_delay(&self, delay: Duration) {
        self.shared.delay.store(u64::try_from(delay.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// The round trips since this was last asked, without those that open connections.
    pub(crate) fn take_round_trips(&self) -> u64 {
        self.shared.round_trips.swap(0, Ordering::Relaxed)
    }
}

/// Forwards one direction: one thread notes when something arrives, another passes it on when it is due. `is_waiting` says
/// whether the client has sent something without a reply.
fn forward(side: Side, mut from: TcpStream, mut to: TcpStream, shared: Arc<Shared>, is_waiting: Arc<AtomicBool>) {
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    to.set_nodelay(true).unwrap();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 64 * 1_024];
        // A connection that breaks ends like one that is closed.
        while let Ok(number @ 1..) = from.read(&mut buffer) {
            let due = Instant::now() + Duration::from_millis(shared.delay.load(Ordering::Relaxed));
            match side {
                Side::Client => is_waiting.store(true, Ordering::SeqCst),
                Side::Server if is_waiting.swap(false, Ordering::SeqCst) => {
                    shared.round_trips.fetch_add(1, Ordering::Relaxed);
                }
                Side::Server => {}
            }
            if sender.send((due, buffer[..number].to_vec())).is_err() {
                break;
            }
        }
    });
    std::thread::spawn(move || {
        for (due, bytes) in receiver {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
        // The other side may have closed it already.
        drop(to.shutdown(Shutdown::Both));
    });
}
