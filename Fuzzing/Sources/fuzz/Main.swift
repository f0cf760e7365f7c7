import CFuzzer
import Glibc

/// Runs libFuzzer over one check: `fuzz CHECK`, how long, and libFuzzer's own arguments; or prints the check's dictionary
/// for it.
@main enum Main {
    /// Made before libFuzzer begins, which calls it on one thread.
    nonisolated(unsafe) private static var run: Run?

    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        guard let check = Check.all.first(where: { $0.name == arguments.first }) else {
            print(
                "usage: fuzz \(Check.all.map(\.name).joined(separator: "|"))"
                    + " [--dictionary | --inputs=N --seconds=N and libFuzzer's arguments]")
            return
        }
        guard !arguments.contains("--dictionary") else {
            for word in check.vocabulary { print(dictionaryEntry(word)) }
            return
        }
        let inputs = takeNumber("--inputs=", from: &arguments)
        let seconds = takeNumber("--seconds=", from: &arguments)
        run = Run(check, end: inputs == nil && seconds == nil ? nil : (inputs ?? 0, .seconds(seconds ?? 0)))
        var count = Int32(arguments.count)
        var texts = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.some(.allocate(capacity: arguments.count + 1))
        for (index, argument) in arguments.enumerated() { texts?[index] = strdup(argument) }
        texts?[arguments.count] = nil
        _ = LLVMFuzzerRunDriver(&count, &texts) { bytes, count in
            Main.run?.look(at: Array(UnsafeBufferPointer(start: bytes, count: count)))
            return 0
        }
    }

    /// Takes an option of ours away, which libFuzzer does not know.
    private static func takeNumber(_ option: String, from arguments: inout [String]) -> Int? {
        guard let index = arguments.firstIndex(where: { $0.hasPrefix(option) }) else { return nil }
        return Int(arguments.remove(at: index).dropFirst(option.count))
    }

    /// A word as libFuzzer's dictionaries have it.
    private static func dictionaryEntry(_ word: String) -> String {
        let hexadecimal = word.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
        }
        return "\"\(hexadecimal.joined())\""
    }
}
