//! Makes every write of sled's a true barrier.
//!
//! sled 0.34 ends its writes with `sync_file_range`, which orders nothing and leaves the disk's own cache alone: after a
//! power cut later writes may be there and earlier ones not. Where that call is missing from a system, sled syncs the
//! file instead; so this program brings a `sync_file_range` of its own, found before the C library's, that does so too.

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "takes the place of a function of the C library, with its signature")]
#[unsafe(no_mangle)]
extern "C" fn sync_file_range(file: std::ffi::c_int, _offset: i64, _bytes: i64, _flags: std::ffi::c_uint) -> std::ffi::c_int {
    // SAFETY: the caller, sled, holds the file open for as long as this call lasts.
    let file = unsafe { rustix::fd::BorrowedFd::borrow_raw(file) };
    match rustix::fs::fdatasync(file) {
        Ok(()) => 0,
        // The caller reads `errno`, which the failed call has set.
        Err(_) => -1,
    }
}
