//! One field: the layout that its attributes and its type say together.

use syn::{Index, Member, Type};

use super::expression::{Scope, binding};
use super::tail::Rest;
use super::{conflicts, padding, text, types};
use crate::attr::{Attrs, Each, Found, PrefixType, Until};
use crate::errors::Errors;
use crate::plan::{self, Layout, Prefix, Sentinel};
use crate::shape::{Shape, Shapes, is_unsized};

/// The frame and the layout of a field whose type on the wire is `ty`.
pub(super) fn layout<'a>(
    attrs: &'a Attrs,
    declared: &'a Type,
    ty: &'a Type,
    rest: Rest,
    scope: &Scope<'_>,
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) -> (Option<Prefix<'a>>, Layout<'a>) {
    conflicts::check(attrs, rest, errors);
    if is_unsized(ty) {
        let ty = text(ty);
        let what = format!(
            "`{ty}` has no size, and a value that is read is one with a size: take \
             `Box<{ty}>`, or what owns or borrows it"
        );
        errors.push(declared, what);
    }
    if attrs.skip.is_none() && attrs.with.is_none() {
        types::borrows(ty, shapes, errors);
    }
    let prefixed = attrs.len.is_some() || attrs.count.is_some() || attrs.until.is_some();
    let max = attrs.max.as_ref().map(|max| &max.value).filter(|_| !prefixed);
    let prefixed = attrs.len.is_some() || attrs.count.is_some();
    let null = attrs.null.as_ref().map(|null| &null.value).filter(|_| !prefixed);
    let frame = attrs.size.as_ref().map(|size| {
        let given = scope.given(size, errors);
        Prefix { ty: &size.value, given, null, max }
    });
    let layout = Field { attrs, ty, rest, shape: shapes.of(ty), scope, shapes }.layout(errors);
    if let Some(key) = &attrs.key {
        types::tagged(&key.name, ty, &layout, shapes, errors);
    }
    padding::after(attrs, &layout, errors);
    if let Some(args) = &attrs.args {
        types::arguments(&args.name, ty, &layout, shapes, errors);
    }
    (frame, layout)
}

struct Field<'a, 's> {
    attrs: &'a Attrs,
    ty: &'a Type,
    rest: Rest,
    shape: Shape<'a>,
    scope: &'s Scope<'s>,
    shapes: &'s Shapes<'s>,
}

impl<'a> Field<'a, '_> {
    fn layout(&self, errors: &mut Errors) -> Layout<'a> {
        let attrs = self.attrs;
        if attrs.skip.is_some() {
            Layout::Skip
        } else if let Some(with) = &attrs.with {
            Layout::With { module: &with.value, rest: attrs.rest.is_some() }
        } else if let Some(magic) = &attrs.magic {
            if !matches!(self.shape, Shape::Unit) {
                let what = "a constant has no value to keep: the type of a `magic` field is `()`";
                errors.push(self.ty, what);
            }
            Layout::Magic(&magic.value)
        } else if let Some(reserved) = &attrs.reserved {
            if !matches!(self.shape, Shape::Unit) {
                let what = "reserved bytes have no value to keep: the type of the field is `()`";
                errors.push(self.ty, what);
            }
            Layout::Reserved(&reserved.value)
        } else if let Some(sum) = attrs.sum() {
            if attrs.crc32.is_some() && !self.shapes.is(self.ty, "u32") {
                errors.push(self.ty, "a CRC-32 is a `u32`");
            }
            Layout::Checksum(sum.value.with.as_ref())
        } else if attrs.count_of.is_some() || attrs.len_of.is_some() {
            Layout::Nested
        } else if let Some(len) = &attrs.len {
            self.len(len, errors)
        } else if let Some(count) = &attrs.count {
            self.count(count, errors)
        } else if let Some(until) = &attrs.until {
            self.until(until, errors)
        } else if attrs.size.is_some() || attrs.rest.is_some() && self.rest != Rest::Optional {
            self.to_the_end(errors)
        } else {
            self.bare(errors)
        }
    }

    fn len(&self, len: &'a Found<PrefixType>, errors: &mut Errors) -> Layout<'a> {
        let what = match self.shape {
            _ if self.attrs.each.is_some() => {
                Some("`each` is for lists, which have a `count`, not a `len`".to_owned())
            }
            Shape::Text | Shape::Bytes | Shape::Other => None,
            Shape::List(_) => Some(format!(
                "`len` counts bytes; a list counts its elements: `count = {}`",
                len.value.text()
            )),
            Shape::Optional(_) => Some(self.absent()),
            Shape::Fixed | Shape::Unit => {
                Some(format!("`len` is for text or bytes, and `{}` is neither", text(self.ty)))
            }
        };
        if let Some(what) = what.filter(|_| !self.attrs.broken) {
            errors.push(&len.name, what);
        }
        Layout::Blob(Some(self.prefix(len, errors)))
    }

    fn count(&self, count: &'a Found<PrefixType>, errors: &mut Errors) -> Layout<'a> {
        let what = match self.shape {
            // As many bytes as elements: written and read in one piece.
            Shape::Bytes if self.attrs.each.is_none() => {
                return Layout::CountedBytes(self.prefix(count, errors));
            }
            Shape::List(_) | Shape::Bytes | Shape::Other => None,
            Shape::Text => Some(format!(
                "`count` is for a list; text has a length in bytes: `len = {}`",
                count.value.text()
            )),
            Shape::Optional(_) => Some(self.absent()),
            Shape::Fixed | Shape::Unit => Some(format!(
                "`count` is for a list such as `Vec<T>`, and `{}` is not one",
                text(self.ty)
            )),
        };
        if let Some(what) = what.filter(|_| !self.attrs.broken) {
            errors.push(&count.name, what);
        }
        let count = self.prefix(count, errors);
        self.list(Some(count), None, errors)
    }

    /// What an `Option` lacks that has a length.
    fn absent(&self) -> String {
        let how = match self.rest {
            Rest::Element => "in a prefix, `null = -1` says that it is not",
            _ => "`when = …` says so, or `null = -1` in a prefix",
        };
        format!("nothing says whether the value is there: {how}")
    }

    fn until(&self, until: &'a Found<Until>, errors: &mut Errors) -> Layout<'a> {
        let max = self.attrs.max.as_ref().map(|max| &max.value);
        let end = Sentinel { until: &until.value, max };
        let bytes = match self.shape {
            Shape::Bytes => self.attrs.each.is_none(),
            Shape::Text => true,
            Shape::Other => until.value.is_bytes(),
            _ => false,
        };
        if bytes {
            if until.value.is_no_bytes() {
                let what = "text and bytes end with a byte, `0u8`, or with several, `b\"\\r\\n\"`";
                errors.push(&until.value.value, what);
            }
            if self.attrs.each.is_some() && !self.attrs.broken {
                errors.push(&until.name, "`each` is for lists, and text is none");
            }
            return Layout::Until(end);
        }
        if let Shape::Fixed | Shape::Unit | Shape::Optional(_) = self.shape
            && !self.attrs.broken
        {
            let ty = text(self.ty);
            let what = format!("`until` ends text, bytes or a list, and `{ty}` is none of them");
            errors.push(&until.name, what);
        }
        self.list(None, Some(end), errors)
    }

    /// With `rest`, or in a frame of its own.
    fn to_the_end(&self, errors: &mut Errors) -> Layout<'a> {
        match self.shape {
            Shape::List(_) => self.list(None, None, errors),
            Shape::Bytes | Shape::Other if self.attrs.each.is_some() => {
                self.list(None, None, errors)
            }
            Shape::Text | Shape::Bytes => Layout::Blob(None),
            Shape::Optional(inner) => self.optional(inner, errors),
            Shape::Fixed | Shape::Unit => {
                if let Some(rest) = &self.attrs.rest
                    && self.rest == Rest::Always
                {
                    let ty = text(self.ty);
                    let what = format!("`{ty}` has a length of its own and cannot take the rest");
                    errors.push(&rest.name, what);
                }
                Layout::Nested
            }
            // Its bounds say that it has a wire format.
            Shape::Other if self.attrs.args.is_some() || self.attrs.key.is_some() => Layout::Nested,
            Shape::Other if self.shapes.is_generic(self.ty) => Layout::Nested,
            Shape::Other => Layout::ByTrait,
        }
    }

    /// With no attribute that says how long it is.
    fn bare(&self, errors: &mut Errors) -> Layout<'a> {
        let (question, prefix) = match self.shape {
            Shape::Text | Shape::Bytes => ("how long", "len = i16"),
            Shape::List(_) => ("how many", "count = i32"),
            Shape::Optional(inner) => return self.optional(inner, errors),
            Shape::Fixed | Shape::Unit | Shape::Other => return Layout::Nested,
        };
        if !self.attrs.broken && self.attrs.each.is_none() && self.rest != Rest::Before {
            let (ty, own) = (text(self.ty), types::own(self.ty));
            let instead = match self.rest {
                Rest::Always | Rest::Before => ", or say `rest` if it is all that is left",
                Rest::Element => "",
                Rest::Optional | Rest::LastOptional => ", as another one may follow it",
            };
            let what = format!("{question}? give `{ty}` a prefix, `{prefix}`{instead}{own}");
            errors.push(self.ty, what);
        }
        match self.shape {
            Shape::List(_) => self.list(None, None, errors),
            _ => Layout::Blob(None),
        }
    }

    fn optional(&self, inner: &Type, errors: &mut Errors) -> Layout<'a> {
        if !self.attrs.broken && self.attrs.when.is_none() && self.rest != Rest::Before {
            let (inner, own) = (text(inner), types::own(self.ty));
            let how = match self.rest {
                Rest::Element => {
                    "give each element a prefix that can say so, `size = i8, null = -1`"
                }
                _ => {
                    "give a condition over earlier fields, `when = …`, or say `rest` if it is there when bytes are left, or `skip`"
                }
            };
            let what = format!("nothing says whether `{inner}` is there: {how}{own}");
            errors.push(self.ty, what);
        }
        Layout::Nested
    }

    fn list(
        &self,
        count: Option<Prefix<'a>>,
        until: Option<Sentinel<'a>>,
        errors: &mut Errors,
    ) -> Layout<'a> {
        let element = match self.shape {
            Shape::List(element) => Some(element),
            _ => None,
        };
        let each = self.attrs.each.as_ref();
        let needed = element.and_then(|element| types::needed(element, self.shapes));
        let frame = each.and_then(|each| each.value.frame()).filter(|_| needed.is_none());
        if let Some(each) = each.filter(|_| frame.is_none()) {
            return self.elements(count, until.is_some(), each, element, errors);
        }
        if let (Some(element), Some(needed), false) = (element, needed, self.attrs.broken) {
            let ty = text(element);
            let what = format!(
                "`{ty}` needs an attribute: say it of each element, as in `each({needed})`"
            );
            errors.push(element, what);
        }
        Layout::List { count, until, each: frame, element }
    }

    /// Elements with attributes.
    fn elements(
        &self,
        count: Option<Prefix<'a>>,
        until: bool,
        each: &'a Found<Each>,
        element: Option<&'a Type>,
        errors: &mut Errors,
    ) -> Layout<'a> {
        let what = if until {
            "`until` takes elements without attributes: make an element a type of its own"
        } else if let Shape::Bytes = self.shape {
            "the elements are bytes, which need no attributes"
        } else if element.is_none() {
            "of which type are the elements? write it out, `Vec<T>`, or make an element a type of its own"
        } else {
            ""
        };
        if !what.is_empty() && !self.attrs.broken {
            errors.push(&each.name, what);
        }
        let (attrs, name) = (&*each.value.attrs, self.scope.name());
        let ty = element.unwrap_or(self.ty);
        let mut element = self::element(attrs, ty, &name, self.scope, self.shapes, errors);
        if element.args.is_none() {
            let args = self.attrs.args.as_ref();
            element.args = args.map(|args| self.scope.all(&args.value, errors));
        }
        if element.key.is_none() {
            let key = self.attrs.key.as_ref();
            element.key = key.map(|key| self.scope.before(&key.value, errors));
        }
        Layout::Elements { count, element: Box::new(element) }
    }

    fn prefix(&self, found: &'a Found<PrefixType>, errors: &mut Errors) -> Prefix<'a> {
        let max = self.attrs.max.as_ref().map(|max| &max.value);
        let null = self.attrs.null.as_ref().map(|null| &null.value);
        Prefix { ty: &found.value, given: self.scope.given(found, errors), null, max }
    }
}

/// Plans the elements, of the type `declared`, of the field called `name`.
fn element<'a>(
    attrs: &'a Attrs,
    declared: &'a Type,
    name: &str,
    scope: &Scope<'_>,
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) -> plan::Field<'a> {
    let (ty, optional) = match shapes.of(declared) {
        Shape::Optional(inner) if attrs.null.is_some() => (inner, true),
        _ => (declared, false),
    };
    if let Some(null) = &attrs.null
        && !optional
    {
        let ty = text(ty);
        let what = format!("an element with `{}` may be absent: `Option<{ty}>`", null.name);
        errors.push(declared, what);
    }
    let (frame, layout) = layout(attrs, declared, ty, Rest::Element, scope, shapes, errors);
    plan::Field {
        member: Member::Unnamed(Index::from(0)),
        name: name.to_owned(),
        binding: binding("element", declared),
        read: shapes.read(ty),
        declared,
        when: None,
        check: None,
        key: attrs.key.as_ref().map(|key| scope.before(&key.value, errors)),
        args: attrs.args.as_ref().map(|args| scope.all(&args.value, errors)),
        align: None,
        pad: None,
        computed: None,
        measured: None,
        optional: false,
        is_generic: shapes.is_generic(ty),
        width: None,
        unsure: types::unsure(ty, &layout, frame.as_ref(), attrs.are_told(), shapes),
        frame,
        layout,
        ty,
    }
}
