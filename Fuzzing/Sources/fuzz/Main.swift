import CFuzzer

/// Runs libFuzzer over one check: `fuzz CHECK` and libFuzzer's own arguments, or prints the check's dictionary for it.
@main enum Main {
    private static let check = Check.all.first { $0.name == CommandLine.arguments.dropFirst().first }

    static func main() {
        guard let check else {
            print("usage: fuzz \(Check.all.map(\.name).joined(separator: "|")) [--dictionary | libFuzzer's arguments]")
            return
        }
        guard !CommandLine.arguments.contains("--dictionary") else {
            for word in check.vocabulary { print(dictionaryEntry(word)) }
            return
        }
        var count = CommandLine.argc - 1
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
        _ = LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
            let complaint = Main.check?.complaint(Array(UnsafeBufferPointer(start: bytes, count: count)))
            if let complaint { fatalError(complaint) }
            return 0
        }
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
