/// JSON as programs write it, read in one go into the fields of records: what generated glue decodes by.
///
/// It reads less than JSON is. Where it meets anything unusual, such as an escape in a name, a member that a record does not
/// have or has twice, or a number that does not fit, it has failed, and the text is decoded as for any `Decodable` type,
/// which reads all of JSON and says what is wrong, and where. So both agree on every text.
public struct PlainJSON: ~Copyable {
    private enum State { case value, list, name, failed }

    let end: UnsafePointer<UInt8>
    var next: UnsafePointer<UInt8>
    private var state = State.value
    private var depth = 0
    /// The name of the member that comes next; its value does.
    private var name: UnsafePointer<UInt8>
    private var nameLength = 0
    /// Whether a member was read in this round over a record's fields.
    private var hasRead = false

    /// Views a text, which must stay as it is while this value is used.
    public init(_ bytes: UnsafeRawBufferPointer) {
        // Nobody reads an empty one.
        let start = bytes.bindMemory(to: UInt8.self).baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        next = start
        end = start + bytes.count
        name = start
        // A shorter one has no more values than are allowed: each needs a byte, and one more beside it.
        if bytes.count > RecordLimits.mostValues { state = .failed }
    }

    /// Whether the text is not as usual.
    public var hasFailed: Bool { state == .failed }

    /// Whether all of the text has been read.
    @usableFromInline
    mutating func isAtEnd() -> Bool { state == .value && peek() == 0 && next == end }

    @usableFromInline
    mutating func fail() { state = .failed }
}

// MARK: - Records and lists

extension PlainJSON {
    /// Begins an object; its members follow.
    public mutating func beginObject() {
        guard begin(UInt8(ascii: "{")) else { return }
        hasRead = true
        if peek() == UInt8(ascii: "}") { return endList() }
        readName()
    }

    /// Whether there are more members. All of a record's fields have to be asked for then, by `member`.
    public mutating func hasMembers() -> Bool {
        guard state == .name else { return false }
        // In the last round none of the fields was of the next member's name.
        guard hasRead else {
            state = .failed
            return false
        }
        hasRead = false
        return true
    }

    /// Reads the value of the next member, where it has this name.
    @inlinable
    public mutating func member<T: PlainValue>(_ name: StaticString, _ value: inout T?) {
        guard isNext(name) else { return }
        guard case .none = value else { return fail() }
        value = T.gedisRead(&self)
        guard case .some = value else { return fail() }
        endMember()
    }

    /// Whether the next member has this name. Its value is to be read then.
    @usableFromInline
    mutating func isNext(_ name: StaticString) -> Bool {
        let length = name.utf8CodeUnitCount
        guard state == .name, length == nameLength else { return false }
        let (own, other) = (UnsafeRawPointer(self.name), UnsafeRawPointer(name.utf8Start))
        var place = 0
        while length - place > 8 {
            guard
                own.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    == other.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            else { return false }
            place += 8
        }
        if length > 0 {
            let rest = length - place
            guard UInt64(loading: own + place, count: rest) == UInt64(loading: other + place, count: rest) else {
                return false
            }
        }
        state = .value
        return true
    }

    /// Passes the next member's name, whatever it is; nil where there is none.
    @usableFromInline
    mutating func anyName() -> String? {
        guard state == .name else { return nil }
        state = .value
        let bytes = UnsafeBufferPointer(start: name, count: nameLength)
        guard let text = try? UTF8Span(validating: bytes.span) else {
            state = .failed
            return nil
        }
        return String(copying: text)
    }

    @usableFromInline
    mutating func endMember() {
        guard state == .value else { return state = .failed }
        hasRead = true
        switch peek() {
        case UInt8(ascii: ","):
            next += 1
            readName()
        case UInt8(ascii: "}"): endList()
        default: state = .failed
        }
    }

    /// Begins an array; its elements follow.
    @usableFromInline
    mutating func beginArray() {
        guard begin(UInt8(ascii: "[")) else { return }
        if peek() == UInt8(ascii: "]") { endList() } else { state = .list }
    }

    /// Whether an element comes next.
    @usableFromInline
    mutating func hasElement() -> Bool {
        guard state == .list else { return false }
        state = .value
        return true
    }

    @usableFromInline
    mutating func endElement() {
        guard state == .value else { return state = .failed }
        switch peek() {
        case UInt8(ascii: ","):
            next += 1
            state = .list
        case UInt8(ascii: "]"): endList()
        default: state = .failed
        }
    }

    private mutating func begin(_ bracket: UInt8) -> Bool {
        guard state == .value, peek() == bracket, depth < RecordLimits.deepest else {
            state = .failed
            return false
        }
        depth += 1
        next += 1
        return true
    }

    private mutating func endList() {
        next += 1
        depth -= 1
        state = .value
    }

    /// Reads a member's name and the colon.
    private mutating func readName() {
        guard let (name, _) = plainString(), peek() == UInt8(ascii: ":") else { return state = .failed }
        next += 1
        self.name = name.baseAddress.unsafelyUnwrapped
        nameLength = name.count
        state = .name
    }
}
