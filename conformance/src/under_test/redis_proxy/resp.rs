//! Where one value of the Redis protocol ends and the next begins (RESP 2 and 3). The invariant: nothing is taken for whole
//! before its last byte is there.

/// Where the value that begins at `at` ends, if all of it is there. What is of no known form ends with its line.
pub(super) fn end(bytes: &[u8], at: usize) -> Option<usize> {
    let next = line(bytes, at)?;
    let head = &bytes[at..next];
    let (mark, many) = match head.first()? {
        mark @ (b'$' | b'=' | b'!') => {
            let Ok(length) = usize::try_from(number(head, *mark)?) else {
                return Some(next);
            };
            let end = next.checked_add(length)?.checked_add(2)?;
            return (end <= bytes.len()).then_some(end);
        }
        mark @ (b'*' | b'~' | b'>') => (*mark, 1),
        mark @ b'%' => (*mark, 2),
        _ => return Some(next),
    };
    let mut end_of = next;
    for _ in 0..number(head, mark)?.max(0) * many {
        end_of = end(bytes, end_of)?;
    }
    Some(end_of)
}

/// Where the line that begins at `from` has ended.
pub(super) fn line(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    Some(from + end + 1)
}

/// The number behind a mark.
pub(super) fn number(line: &[u8], mark: u8) -> Option<i64> {
    let text = std::str::from_utf8(line.strip_prefix(&[mark])?).ok()?;
    text.trim_end().parse().ok()
}
