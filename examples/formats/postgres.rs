//! The protocol of `PostgreSQL`, version 3.0: chapter 53 of its documentation, "Message Formats".

use kafka07_wire::Wire;
use kafka07_wire::prefix::Plus;

/// The first message of a client. Its length counts itself.
#[derive(Debug, PartialEq, Wire)]
pub struct Startup<'a> {
    /// What the client wants.
    #[wire(size = Plus<i32, 4>)]
    pub request: Request<'a>,
}

/// What the first message asks for.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = i32)]
pub enum Request<'a> {
    /// A session of version 3.0.
    #[wire(tag = 0x0003_0000)]
    Session {
        /// Such as `user` and `database`.
        #[wire(rest)]
        parameters: Vec<Parameter<'a>>,
        /// An empty name ends them.
        #[wire(magic = 0u8)]
        end: (),
    },
    /// That the server stops the work of another session.
    #[wire(tag = 80_877_102)]
    Cancel {
        /// Of the other session, as [`Reply::KeyData`] said it.
        process: i32,
        /// Of the other session.
        secret: i32,
    },
    /// Encryption.
    #[wire(tag = 80_877_103)]
    Tls,
}

/// A setting of the session.
#[derive(Debug, PartialEq, Wire)]
pub struct Parameter<'a> {
    /// Never empty.
    #[wire(until = 0u8, check = !name.is_empty())]
    pub name: &'a str,
    /// What it is set to.
    #[wire(until = 0u8)]
    pub value: &'a str,
}

/// Any later message of a client. Its length counts itself, but not the kind.
#[derive(Debug, PartialEq, Wire)]
pub struct FromClient<'a> {
    /// Which of [`Command`] it is.
    pub kind: u8,
    /// What is asked.
    #[wire(size = Plus<i32, 4>, tag = (kind))]
    pub command: Command<'a>,
}

/// What a client asks for.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub enum Command<'a> {
    /// To run statements.
    #[wire(tag = b'Q')]
    Query(#[wire(until = 0u8)] &'a str),
    /// To prepare a statement.
    #[wire(tag = b'P')]
    Parse {
        /// Empty for the unnamed one.
        #[wire(until = 0u8)]
        statement: &'a str,
        /// With `$1` for the first value.
        #[wire(until = 0u8)]
        query: &'a str,
        /// Of the values, 0 where it is open.
        #[wire(count = i16)]
        types: Vec<u32>,
    },
    /// To give a prepared statement its values.
    #[wire(tag = b'B')]
    Bind {
        /// Empty for the unnamed one.
        #[wire(until = 0u8)]
        portal: &'a str,
        /// Empty for the unnamed one.
        #[wire(until = 0u8)]
        statement: &'a str,
        /// Of the values.
        #[wire(count = i16)]
        formats: Vec<Format>,
        /// `None` is NULL.
        #[wire(count = i16, each(len = i32, null = -1))]
        values: Vec<Option<&'a [u8]>>,
        /// Of the results.
        #[wire(count = i16)]
        results: Vec<Format>,
    },
    /// To say what a statement or portal looks like.
    #[wire(tag = b'D')]
    Describe(Target<'a>),
    /// To close a statement or portal.
    #[wire(tag = b'C')]
    Close(Target<'a>),
    /// To run a portal.
    #[wire(tag = b'E')]
    Execute {
        /// Empty for the unnamed one.
        #[wire(until = 0u8)]
        portal: &'a str,
        /// How many rows to send at most, 0 for all.
        rows: i32,
    },
    /// To send what is there.
    #[wire(tag = b'H')]
    Flush,
    /// To end the transaction, and to say so.
    #[wire(tag = b'S')]
    Sync,
    /// To end the session.
    #[wire(tag = b'X')]
    Terminate,
    /// The answer to [`Authentication`], or any other message.
    #[wire(other)]
    Other(u8, #[wire(rest)] &'a [u8]),
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(tag = i16)]
pub enum Format {
    /// As in SQL.
    #[wire(tag = 0)]
    Text,
    /// As its type defines it.
    #[wire(tag = 1)]
    Binary,
}

/// A statement or portal.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub enum Target<'a> {
    /// A prepared statement.
    #[wire(tag = b'S')]
    Statement(#[wire(until = 0u8)] &'a str),
    /// A statement with values.
    #[wire(tag = b'P')]
    Portal(#[wire(until = 0u8)] &'a str),
}

/// Any message of a server. Its length counts itself, but not the kind.
#[derive(Debug, PartialEq, Wire)]
pub struct FromServer<'a> {
    /// Which of [`Reply`] it is.
    pub kind: u8,
    /// What is answered.
    #[wire(size = Plus<i32, 4>, tag = (kind))]
    pub reply: Reply<'a>,
}

/// What a server answers.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub enum Reply<'a> {
    /// How the client is to say who it is.
    #[wire(tag = b'R')]
    Authentication(Authentication<'a>),
    /// What [`Request::Cancel`] needs.
    #[wire(tag = b'K')]
    KeyData {
        /// Of this session.
        process: i32,
        /// Of this session.
        secret: i32,
    },
    /// A setting of the session.
    #[wire(tag = b'S')]
    Parameter(Parameter<'a>),
    /// The server waits for a command.
    #[wire(tag = b'Z')]
    Ready(Transaction),
    /// What the rows look like.
    #[wire(tag = b'T')]
    RowDescription(#[wire(count = i16)] Vec<Column<'a>>),
    /// A row. `None` is NULL.
    #[wire(tag = b'D')]
    DataRow(#[wire(count = i16, each(len = i32, null = -1))] Vec<Option<&'a [u8]>>),
    /// What was done, such as `SELECT 2`.
    #[wire(tag = b'C')]
    Complete(#[wire(until = 0u8)] &'a str),
    /// There was no statement.
    #[wire(tag = b'I')]
    Empty,
    /// What went wrong.
    #[wire(tag = b'E')]
    Error(Report<'a>),
    /// A warning.
    #[wire(tag = b'N')]
    Notice(Report<'a>),
    /// A notification of another session.
    #[wire(tag = b'A')]
    Notification {
        /// Of the other session.
        process: i32,
        /// What it is about.
        #[wire(until = 0u8)]
        channel: &'a str,
        /// What it says.
        #[wire(until = 0u8)]
        payload: &'a str,
    },
    /// The statement is prepared.
    #[wire(tag = b'1')]
    ParseComplete,
    /// The statement has its values.
    #[wire(tag = b'2')]
    BindComplete,
    /// The statement or portal is closed.
    #[wire(tag = b'3')]
    CloseComplete,
    /// There are no rows to describe.
    #[wire(tag = b'n')]
    NoData,
    /// The types of a prepared statement's values.
    #[wire(tag = b't')]
    ParameterTypes(#[wire(count = i16)] Vec<u32>),
    /// Any other message.
    #[wire(other)]
    Other(u8, #[wire(rest)] &'a [u8]),
}

/// How the client is to say who it is.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = i32)]
pub enum Authentication<'a> {
    /// It has done so.
    #[wire(tag = 0)]
    Ok,
    /// By its password.
    #[wire(tag = 3)]
    Password,
    /// By its password, hashed with this salt.
    #[wire(tag = 5)]
    Md5([u8; 4]),
    /// By one of these mechanisms.
    #[wire(tag = 10)]
    Sasl {
        /// Their names.
        #[wire(rest, each(until = 0u8))]
        mechanisms: Vec<&'a str>,
        /// An empty name ends them.
        #[wire(magic = 0u8)]
        end: (),
    },
    /// By any other way.
    #[wire(other)]
    Other(i32, #[wire(rest)] &'a [u8]),
}

/// Where a session is.
#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub enum Transaction {
    /// Outside of a transaction.
    #[wire(tag = b'I')]
    Idle,
    /// Inside of one.
    #[wire(tag = b'T')]
    Open,
    /// Inside of one that failed.
    #[wire(tag = b'E')]
    Failed,
}

/// A column of the rows.
#[derive(Debug, PartialEq, Wire)]
pub struct Column<'a> {
    /// As in the statement.
    #[wire(until = 0u8)]
    pub name: &'a str,
    /// Its table, or 0.
    pub table: u32,
    /// Its number in the table, or 0.
    pub number: i16,
    /// Its type.
    pub kind: u32,
    /// The size of its type, negative if it varies.
    pub size: i16,
    /// What its type adds.
    pub modifier: i32,
    /// How its values are written.
    pub format: Format,
}

/// An error or a warning.
#[derive(Debug, PartialEq, Wire)]
pub struct Report<'a> {
    /// Its parts.
    #[wire(rest)]
    pub fields: Vec<Field<'a>>,
    /// A code of zero ends them.
    #[wire(magic = 0u8)]
    pub end: (),
}

/// A part of an error or a warning.
#[derive(Debug, PartialEq, Wire)]
pub struct Field<'a> {
    /// Such as `S` for the severity and `M` for the message.
    #[wire(check = code != 0)]
    pub code: u8,
    /// What it says.
    #[wire(until = 0u8)]
    pub text: &'a str,
}
