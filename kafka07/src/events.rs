//! Events through the `log` facade; nothing at all without the feature `logging`.

/// `event!(Warn, "…")`: an event of that level. The text is formatted only if somebody listens.
///
/// A logger is code of the user's, all of it: what says whether it listens, what it logs with, and
/// how the text is formatted. If it panics, the event is lost and nothing else: no thread ends by it,
/// and no process, even if the event comes from a drop while another panic unwinds.
#[allow(unused_macros, reason = "not every choice of features has events")]
macro_rules! event {
    ($level:ident, $($text:tt)+) => {{
        #[cfg(feature = "logging")]
        if ::log::Level::$level <= ::log::max_level() {
            let log = || {
                if ::log::log_enabled!(::log::Level::$level) {
                    ::log::log!(::log::Level::$level, $($text)+);
                }
            };
            let logged = ::std::panic::catch_unwind(::std::panic::AssertUnwindSafe(log));
            // What was thrown may panic when it is dropped.
            logged.unwrap_or_else(::std::mem::forget);
        }
        #[cfg(not(feature = "logging"))]
        {
            let _ = (::std::stringify!($level), ::std::format_args!($($text)+));
        }
    }};
}
