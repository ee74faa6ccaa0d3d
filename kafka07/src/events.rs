//! Events through the `log` facade; nothing at all without the feature `logging`.

/// `event!(Warn, "…")`: an event of that level. The text is formatted only if somebody listens.
#[allow(unused_macros, reason = "not every choice of features has events")]
macro_rules! event {
    ($level:ident, $($text:tt)+) => {{
        #[cfg(feature = "logging")]
        ::log::log!(::log::Level::$level, $($text)+);
        #[cfg(not(feature = "logging"))]
        {
            let _ = (::std::stringify!($level), ::std::format_args!($($text)+));
        }
    }};
}
