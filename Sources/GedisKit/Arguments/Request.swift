/// What a client sent, kept: a list of byte strings, the command's name first, then its arguments.
///
/// A command that has a parameter of this type is handed the whole request and takes any number of arguments.
public struct Request: Sendable, RandomAccessCollection {
    private let bytes: [UInt8]
    private let ends: [Int]

    /// Copies a request out of the memory it arrived in.
    public init(copying arguments: borrowing Arguments) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(arguments.count + 1)
        for part in 0...arguments.count {
            bytes.append(contentsOf: arguments.bytes(ofPart: part))
            ends.append(bytes.count)
        }
        self.bytes = bytes
        self.ends = ends
    }

    /// Makes a request from text: the command's name, then its arguments.
    public init(_ words: String...) {
        bytes = words.flatMap(\.utf8)
        ends = words.reduce(into: []) { $0.append(($0.last ?? 0) + $1.utf8.count) }
    }

    /// Always 0: the command's name.
    public var startIndex: Int { 0 }

    /// How many byte strings there are.
    public var endIndex: Int { ends.count }

    /// The byte string at `index`.
    public subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// The byte string at `index` as text; what is not UTF-8 is replaced.
    public func text(at index: Int) -> String {
        String(decoding: self[index], as: UTF8.self)
    }

    /// The command's name as the client wrote it, such as `Calc.SUM`.
    public var name: String { text(at: 0) }

    /// The arguments as text, without the command's name.
    public var arguments: [String] { indices.dropFirst().map(text(at:)) }
}
