import GedisKit
import GedisRESP

/// Measures the parser and the writer alone, in bytes per second on one core.
@main
enum Micro {
    static func main() throws {
        print("| | MB/s | million/s |\n|---|--:|--:|")
        for (name, words) in [
            ("PING", ["PING"]), ("sum of two integers", ["calc.sum", "1234", "56789"]),
            ("echo of 64 bytes", ["ECHO", String(repeating: "x", count: 64)]),
            ("echo of 16 KiB", ["ECHO", String(repeating: "x", count: 16 * 1024)]),
        ] {
            try requests(name, words)
        }
        try replies("integers", ":12345678\r\n")
        try replies("bulk strings of 64 bytes", "$64\r\n\(String(repeating: "x", count: 64))\r\n")
        write("one digit") { $0.integer(7) }
        write("integers of 8 digits") { $0.integer(12_345_678) }
        let text = String(repeating: "x", count: 64)
        write("strings of 64 bytes") { $0.string(text) }
        let bytes = [UInt8](repeating: 0x78, count: 16 * 1024)
        write("16 KiB of bytes") { $0.bulk(bytes) }
    }

    /// Requests in a row, as they lie in a read of a pipelining client.
    private static func requests(_ name: String, _ words: [String]) throws {
        let request = "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
        let stream = row(of: request)
        var parser = RequestParser()
        var progress: RequestParser.Progress?
        try report("parse requests: \(name)", stream.bytes.count, stream.count) {
            var used = 0
            var parts = 0
            try stream.bytes.withUnsafeBytes { bytes in
                while used < bytes.count {
                    let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
                    guard let length = try parser.parse(rest, &progress, limits: .authenticated) else { break }
                    used += length
                    parts += parser.withArguments(in: rest) { $0.count + 1 }
                }
            }
            precondition(parts == stream.count * words.count)
        }
    }

    private static func replies(_ name: String, _ reply: String) throws {
        let stream = row(of: reply)
        try report("parse replies: \(name)", stream.bytes.count, stream.count) {
            var parser = ReplyParser()
            stream.bytes.withUnsafeBytes { parser.append($0) }
            var count = 0
            while try parser.next() != nil { count += 1 }
            precondition(count == stream.count)
        }
    }

    private static func write(_ name: String, _ body: (inout ReplyWriter) -> Void) {
        var writer = ReplyWriter()
        body(&writer)
        let length = writer.count
        let count = max(1, 64 * 1024 / length)
        report("write: \(name)", count * length, count) {
            writer.removeAll()
            for _ in 0..<count { body(&writer) }
            precondition(writer.count == count * length)
        }
    }

    private static func row(of text: String) -> (bytes: [UInt8], count: Int) {
        let count = max(1, 64 * 1024 / text.utf8.count)
        return (Array(String(repeating: text, count: count).utf8), count)
    }

    /// Runs `body` for half a second, five times, and prints the median.
    private static func report(_ name: String, _ bytes: Int, _ items: Int, _ body: () throws -> Void) rethrows {
        var rates: [Double] = []
        try body()
        for _ in 0..<5 {
            var rounds = 0
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .milliseconds(500) {
                try body()
                rounds += 1
            }
            rates.append(Double(rounds) / ((ContinuousClock.now - start) / .seconds(1)))
        }
        let rate = rates.sorted()[2]
        print("| \(name) | \(Int(rate * Double(bytes) / 1e6)) | \(hundredths(rate * Double(items) / 1e6)) |")
    }

    private static func hundredths(_ number: Double) -> String {
        let (whole, rest) = Int(number * 100 + 0.5).quotientAndRemainder(dividingBy: 100)
        return "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
