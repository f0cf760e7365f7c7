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
        ]
    ) { input in
        guard let choice = input.first else { return nil }
        var parser = RequestParser()
        let limits = limits(choice)
        let ways = Cuts.of(input.dropFirst()).map { outcome(of: input, cutAt: $0, limits, &parser) }
        return ways.dropFirst().contains { $0 != ways[0] } ? "cut otherwise, other requests come out: \(ways)" : nil
    }

    private static func limits(_ choice: UInt8) -> RequestLimits {
        switch choice % 4 {
        case 0, 1: return .authenticated
        case 2: return .unauthenticated
        default:
            var limits = RequestLimits.authenticated
            (limits.parts, limits.partBytes, limits.lineBytes) = (3, 120, 40)
            return limits
        }
    }

    /// The requests' parts, one after the other with their lengths, and the error at their end.
    private struct Outcome: Equatable {
        var parts: [UInt8] = []
        var error: RequestError?
    }

    private static func outcome(
        of input: [UInt8], cutAt ends: [Int], _ limits: RequestLimits, _ parser: inout RequestParser
    ) -> Outcome {
        var outcome = Outcome()
        var progress: RequestParser.Progress?
        var start = 1
        do throws(RequestError) {
            for end in ends {
                while start < end {
                    // Memory of exactly the size of what has arrived, so that a look beyond it is noticed.
                    guard let length = try parse(Array(input[start..<end]), &progress, limits, &parser, &outcome) else {
                        break
                    }
                    start += length
                }
            }
        } catch {
            outcome.error = error
        }
        return outcome
    }

    private static func parse(
        _ bytes: [UInt8], _ progress: inout RequestParser.Progress?, _ limits: RequestLimits,
        _ parser: inout RequestParser, _ outcome: inout Outcome
    ) throws(RequestError) -> Int? {
        // A closure that throws typed errors is not passed on by this method.
        let result: Result<Int?, RequestError> = bytes.withUnsafeBytes { bytes in
            do throws(RequestError) {
                let length = try parser.parse(bytes, &progress, limits: limits)
                if length != nil, parser.partCount > 0 {
                    outcome.parts += parser.withArguments(in: bytes, copy)
                }
                return .success(length)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func copy(_ arguments: borrowing Arguments) -> [UInt8] {
        var copy: [UInt8] = []
        func add(_ part: UnsafeRawBufferPointer) {
            withUnsafeBytes(of: UInt32(part.count)) { copy += $0 }
            copy += part
        }
        withUnsafeBytes(of: UInt32(arguments.count)) { copy += $0 }
        arguments.withName(add)
        for index in 0..<arguments.count { arguments.withBytes(at: index, add) }
        return copy
    }
}
