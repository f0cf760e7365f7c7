import GedisKit
import GedisRESP

@testable import GedisWorkers

extension Check {
    /// A worker's bytes are the same frames however they are cut. Of any value, passing over it, reading it and writing it
    /// as a reply come to the same; the reply is one of RESP's, and what is written of the value is read the same again.
    ///
    /// An input is what arrives; without its first byte it is a frame as well, and a value.
    static let workers = Check(
        name: "workers",
        vocabulary: [
            "[\u{1}\0\0\0", "[\u{2}\0\0\0", "[\u{3}\0\0\0", "[\u{4}\0\0\0", "[\u{5}\0\0\0", "(\u{1}\0\0\0",
            "<\u{1}\0\0\0", ">\u{1}\0\0\0", "{", "0", "N", "T", "F", "i\0\0\0\0", "i\u{1}\0\0\0",
            "i\u{2}\0\0\0", "i\u{3}\0\0\0", "i\u{4}\0\0\0", "i\u{5}\0\0\0", "l\u{1}\0\0\0\u{1}\0",
            "l\u{2}\0\0\0\u{1}\0\u{1}\0", "g\0\0\0\0\0\0\0\0", "g\0\0\0\0\0\0\u{30}\u{40}", "g\0\0\0\0\0\0\u{7F}\u{7F}",
            "s\u{1}\0\0\0a",
            "u\u{1}\0\0\0a", "u\0\0\0\0", "u\u{3}\0\0\0get", "\u{1}\0\0\0",
            "u\u{8}\0\0\0protocoli\u{1}\0\0\0", "u\u{5}\0\0\0types[\0\0\0\0",
            "u\u{8}\0\0\0commands[\0\0\0\0", "[\u{1}\0\0\0[\u{2}\0\0\0i\u{4}\0\0\0{",
            "u\u{8}\0\0\0commands[\u{1}\0\0\0{", "u\u{4}\0\0\0nameu\u{1}\0\0\0a",
            "u\u{9}\0\0\0schedules[\u{1}\0\0\0g", "u\u{A}\0\0\0parameters[\u{1}\0\0\0{",
            "u\u{A}\0\0\0parameters[\0\0\0\0", "u\u{8}\0\0\0presenceu\u{8}\0\0\0required",
            "u\u{6}\0\0\0schema{", "u\u{6}\0\0\0result{", "u\u{4}\0\0\0type", "u\u{7}\0\0\0integer",
            "u\u{5}\0\0\0array", "u\u{5}\0\0\0items{", "u\u{5}\0\0\0anyOf", "u\u{4}\0\0\0$ref",
            "u\u{5}\0\0\0title", "u\u{4}\0\0\0enum", "u\u{7}\0\0\0minimum", "u\u{7}\0\0\0maximum", "é",
            "\u{7F}",
        ],
        begin: {
            let memory = FencedMemory()
            return { input in
                guard !input.isEmpty else { return nil }
                return FrameOutcome.complaint(of: input) ?? messages(of: input.dropFirst())
                    ?? value(input, 1..<input.count, memory)
            }
        })

    /// The frames of bytes that arrive in pieces, and the error at their end.
    private struct FrameOutcome: Equatable {
        private var frames: [[UInt8]] = []
        private var error: MarshalError?

        private init(_ input: [UInt8], _ cut: Cut) {
            var buffer = FrameBuffer()
            var start = 0
            do throws(MarshalError) {
                for end in cut {
                    input[start..<end].withUnsafeBytes { buffer.append($0) }
                    start = end
                    while let frame = try buffer.next() { frames.append(Array(frame)) }
                }
            } catch {
                self.error = error
            }
        }

        static func complaint(of input: [UInt8]) -> String? {
            let ways = Cut.ways(of: input[...]).map { FrameOutcome(input, $0) }
            return ways.contains { $0 != ways[0] } ? "cut otherwise, other frames come out: \(ways)" : nil
        }
    }

    /// What is done with the messages of a frame.
    private static func messages(of frame: ArraySlice<UInt8>) -> String? {
        for message in (try? WorkerMessage.read(frame)) ?? [] {
            guard case .ready(let value) = message, let manifest = try? WorkerManifest(value) else { continue }
            guard WorkerManifest(kept: manifest.bytes)?.commands == manifest.commands else {
                return "a manifest that was kept is another: \(manifest)"
            }
            for period in manifest.schedules where .seconds(period) < Duration.zero {
                return "a period of \(period) s"
            }
        }
        return nil
    }

    /// What is done with a value.
    private static func value(_ input: [UInt8], _ range: Range<Int>, _ memory: FencedMemory) -> String? {
        let bytes = memory.put(input, range)
        var passed = MarshalReader(bytes)
        var read = MarshalReader(bytes)
        let isPassed = (try? passed.skip()) != nil
        let value = try? read.value()
        if let value, !isPassed || read.offset != passed.offset {
            return "read to \(read.offset), passed over to \(passed.offset): \(value)"
        }
        for version in [ReplyWriter.Version.resp2, .resp3] {
            var reader = MarshalReader(bytes)
            var writer = ReplyWriter(version: version)
            let isWritten = (try? reader.reply(to: &writer)) != nil
            if isWritten != (value != nil) { return "what is read is no reply, or the other way: \(isWritten)" }
            guard isWritten else { continue }
            var parser = ReplyParser()
            writer.withBytes { parser.append($0) }
            var count = 0
            do throws(ReplyParser.Failure) {
                while try parser.next() != nil { count += 1 }
            } catch {
                count = -1
            }
            guard reader.offset == read.offset, count == 1 else {
                return "\(count) replies: \(writer.withBytes { String(decoding: $0, as: UTF8.self) })"
            }
        }
        guard let value else { return nil }
        var first = MarshalWriter()
        first.value(value)
        let again = first.bytes.withUnsafeBytes { bytes in
            var reader = MarshalReader(bytes)
            return try? reader.value()
        }
        var second = MarshalWriter()
        second.value(again ?? .null)
        return first.bytes == second.bytes ? nil : "\(value) is written, and read as \(again ?? .null)"
    }
}
