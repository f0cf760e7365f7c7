import GedisKit

@testable import GedisRESP

extension Check {
    /// The same requests and the same error come out however the bytes are cut, by a parser that serves several
    /// connections. The first byte of an input chooses the limits.
    static let requests = Check(
        name: "requests",
        vocabulary: [
            "*1\r\n", "*2\r\n", "*3\r\n$3\r\n", "$1\r\na\r\n", "$4\r\nPING\r\n", "\r\n", "abc", "\"x y\" ", "'",
            "*0\r\n",
            "$-1\r\n", "*-1\r\n", "\n", "*12\r\n", "$10\r\n0123456789\r\n", "$0\r\n\r\n", "\0", "é", "*", "$", "\\x41",
            "*1048577\r\n", "*00000000000000000001\r\n", "$536870913\r\n", "PING\r\n", "echo \"a\\n\" b\n",
        ],
        begin: {
            let memory = FencedMemory()
            var whole = Outcome()
            var outcome = Outcome()
            return { input in
                guard let choice = input.first else { return nil }
                let limits = limits(choice)
                var parser = RequestParser()
                for (number, cut) in Cut.ways(of: input.dropFirst()).enumerated() {
                    outcome.read(input, cut, limits, &parser, memory)
                    if number == 0 {
                        swap(&whole, &outcome)
                    } else if outcome != whole {
                        return "cut otherwise, other requests come out: \(whole) and \(outcome)"
                    }
                }
                return nil
            }
        })

    private static func limits(_ choice: UInt8) -> RequestLimits {
        switch choice % 4 {
        case 0, 1: return RequestLimits(maxArguments: 1 << 20, maxRequestSize: 512 << 20)
        case 2: return .unauthenticated
        default:
            var limits = RequestLimits(maxArguments: 3, maxRequestSize: 240)
            limits.maxLineSize = 40
            return limits
        }
    }

    /// The requests' parts, one after the other with their lengths, and the error at their end.
    private struct Outcome: Equatable {
        private var parts: [UInt8] = []
        private var error: RequestError?

        /// Reads an input behind its first byte as its pieces arrive.
        mutating func read(
            _ input: [UInt8], _ cut: Cut, _ limits: RequestLimits, _ parser: inout RequestParser, _ memory: FencedMemory
        ) {
            parts.removeAll(keepingCapacity: true)
            error = nil
            var progress: RequestParser.Progress?
            var start = 1
            do throws(RequestError) {
                for end in cut {
                    while start < end {
                        let bytes = memory.put(input, start..<end)
                        guard let length = try parser.parse(bytes, &progress, limits: limits) else { break }
                        if parser.partCount > 0 { parser.withArguments(in: bytes) { add($0) } }
                        start += length
                    }
                }
            } catch {
                self.error = error
            }
        }

        private mutating func add(_ arguments: borrowing Arguments) {
            add(arguments.count)
            arguments.withName { add($0) }
            for index in 0..<arguments.count { arguments.withBytes(at: index) { add($0) } }
        }

        private mutating func add(_ part: UnsafeRawBufferPointer) {
            add(part.count)
            parts += part
        }

        private mutating func add(_ number: Int) { withUnsafeBytes(of: UInt32(number)) { parts += $0 } }
    }
}
