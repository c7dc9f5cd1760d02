//! An allocator that notes the largest allocation of each thread, so that a length in an input cannot claim memory unnoticed.

#![expect(unsafe_code, reason = "an allocator is unsafe; this one forwards every call to the system's")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

/// The allocator of the system.
struct Noting;

#[global_allocator]
static NOTING: Noting = Noting;

fn note(bytes: usize) {
    // Threads allocate while they end, too.
    LARGEST.try_with(|largest| largest.set(largest.get().max(bytes))).unwrap_or_default();
}

// SAFETY: every call is forwarded with its own arguments.
unsafe impl GlobalAlloc for Noting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(size);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Returns a result, and the size of the largest allocation of this thread meanwhile, in bytes.
pub(crate) fn with_largest_allocation<T>(work: impl FnOnce() -> T) -> (T, usize) {
    LARGEST.set(0);
    let result = work();
    (result, LARGEST.get())
}
