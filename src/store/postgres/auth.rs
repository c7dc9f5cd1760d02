//! libpq's `require_auth` on encrypted connections: checks the server's authentication request before the driver answers.
//!
//! The driver answers every request, even one for a plaintext password. So the messages of the server are read in passing, and
//! the connection fails at a method that is not allowed.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use postgres::Socket;
use postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::prelude::*;

/// Authentication methods, as `require_auth` names them, with their numbers in the protocol.
const METHODS: &[(&str, u32)] =
    &[("none", 0), ("password", 3), ("md5", 5), ("gss", 7), ("sspi", 9), ("scram-sha-256", 10), ("oauth", 10)];

/// The allowed methods.
#[derive(Clone, Debug)]
pub(super) struct Allowed(Vec<u32>);

impl Allowed {
    /// Parses a list of allowed names, or of forbidden ones with an exclamation mark each.
    pub(super) fn of(list: &str) -> Result<Self> {
        let wrong = || ServerError::RequireAuth { accepted: METHODS.iter().map(|(name, _)| *name).collect() };
        let names: Vec<&str> = list.split(',').map(str::trim).collect();
        let forbids = names.iter().all(|name| name.starts_with('!'));
        let mut numbers = Vec::new();
        for name in names {
            let name = if forbids { &name[1..] } else { name };
            numbers.push(METHODS.iter().find(|(known, _)| *known == name).ok_or_else(wrong)?.1);
        }
        Ok(Self(METHODS.iter().map(|(_, number)| *number).filter(|number| numbers.contains(number) != forbids).collect()))
    }

    fn check(&self, number: u32) -> io::Result<()> {
        if self.0.contains(&number) {
            return Ok(());
        }
        let name = METHODS.iter().find(|(_, known)| *known == number).map_or("an unknown method", |(name, _)| name);
        Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("the server requests {name}, which require_auth forbids")))
    }
}

/// TLS with a restriction of the server's authentication methods.
#[derive(Clone)]
pub(super) struct Watched<M> {
    pub(super) tls: M,
    pub(super) allowed: Option<Allowed>,
}

impl<M> MakeTlsConnect<Socket> for Watched<M>
where
    M: MakeTlsConnect<Socket>,
    M::TlsConnect: Send,
    <M::TlsConnect as TlsConnect<Socket>>::Future: Send + 'static,
{
    type Stream = WatchedStream<M::Stream>;
    type TlsConnect = Watched<M::TlsConnect>;
    type Error = M::Error;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Self::TlsConnect, Self::Error> {
        Ok(Watched { tls: self.tls.make_tls_connect(domain)?, allowed: self.allowed.clone() })
    }
}

impl<C> TlsConnect<Socket> for Watched<C>
where
    C: TlsConnect<Socket> + Send,
    C::Future: Send + 'static,
{
    type Stream = WatchedStream<C::Stream>;
    type Error = C::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Stream, Self::Error>> + Send>>;

    fn connect(self, stream: Socket) -> Self::Future {
        let (connecting, allowed) = (self.tls.connect(stream), self.allowed);
        Box::pin(async move { Ok(WatchedStream { stream: connecting.await?, allowed, received: Vec::new() }) })
    }
}

/// A connection on which the first request is checked.
pub(super) struct WatchedStream<S> {
    stream: S,
    /// None once the request was checked.
    allowed: Option<Allowed>,
    /// The messages until then.
    received: Vec<u8>,
}

impl<S> WatchedStream<S> {
    /// Checks more bytes of the server's, up to its first authentication request.
    fn check(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(allowed) = &self.allowed else { return Ok(()) };
        self.received.extend_from_slice(bytes);
        let mut rest = self.received.as_slice();
        // A message is a letter, a length that includes itself, and a body; R is a request, whose body begins with a number.
        while let Some((header, body)) = rest.split_first_chunk::<5>() {
            let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
            if header[0] == b'R' {
                let Some((number, _)) = body.split_first_chunk::<4>() else { return Ok(()) };
                allowed.check(u32::from_be_bytes(*number))?;
                self.allowed = None;
                self.received = Vec::new();
                return Ok(());
            }
            let Some(next) = body.get(length.saturating_sub(4)..) else { return Ok(()) };
            rest = next;
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WatchedStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if let Poll::Ready(Ok(())) = read {
            self.check(buffer.filled().get(before..).unwrap_or_default())?;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WatchedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: TlsStream + Unpin> TlsStream for WatchedStream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.stream.channel_binding()
    }
}
