//! libpq's `require_auth` on encrypted connections: how the server asks who one is, read before the driver answers.
//!
//! The driver answers whatever it is asked, a password in the open too. So what the server says is read on its way, and the
//! connection ends at a way of asking that is not allowed.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use postgres::Socket;
use postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::error::{Error, Kind, Result};

/// Ways of asking, as `require_auth` names them, with the numbers that servers give them.
const METHODS: &[(&str, u32)] =
    &[("none", 0), ("password", 3), ("md5", 5), ("gss", 7), ("sspi", 9), ("scram-sha-256", 10), ("oauth", 10)];

/// The ways of asking that are allowed.
#[derive(Clone, Debug)]
pub(super) struct Allowed(Vec<u32>);

impl Allowed {
    /// Reads a list of names, or one of names with an exclamation mark, which are those that are not allowed.
    pub(super) fn of(list: &str) -> Result<Self> {
        let wrong = || {
            let names: Vec<&str> = METHODS.iter().map(|(name, _)| *name).collect();
            Error::new(
                Kind::Usage,
                format!("require_auth is no list of {}, all with an exclamation mark or none.", names.join(", ")),
            )
        };
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
        let name = METHODS.iter().find(|(_, known)| *known == number).map_or("something unknown", |(name, _)| name);
        Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("the server asks for {name}, which require_auth forbids")))
    }
}

/// TLS whose server may ask in some ways alone.
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
        Box::pin(async move { Ok(WatchedStream { stream: connecting.await?, allowed, heard: Vec::new() }) })
    }
}

/// A connection on which the server has not asked yet.
pub(super) struct WatchedStream<S> {
    stream: S,
    /// None once it has asked.
    allowed: Option<Allowed>,
    /// The beginning of what it said.
    heard: Vec<u8>,
}

impl<S> WatchedStream<S> {
    /// Looks at more of what the server says, up to its first question.
    fn hear(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(allowed) = &self.allowed else { return Ok(()) };
        self.heard.extend_from_slice(bytes);
        let mut rest = self.heard.as_slice();
        // Messages: a letter, a length that counts itself, and what they say; R asks, and begins with a number.
        while let Some((header, said)) = rest.split_first_chunk::<5>() {
            let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
            if header[0] == b'R' {
                let Some((number, _)) = said.split_first_chunk::<4>() else { return Ok(()) };
                allowed.check(u32::from_be_bytes(*number))?;
                self.allowed = None;
                self.heard = Vec::new();
                return Ok(());
            }
            let Some(next) = said.get(length.saturating_sub(4)..) else { return Ok(()) };
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
            self.hear(buffer.filled().get(before..).unwrap_or_default())?;
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
