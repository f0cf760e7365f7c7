/// The script that a shell completes by, which the argument parser writes, with what it lacks.
enum CompletionScript {
    /// What a script begins with that asks for it.
    private static let option = "--generate-completion-script"

    /// The text that the argument parser prints for a command line.
    ///
    /// - Parameters:
    ///   - text: its text
    ///   - words: the command line
    /// - Returns: the text; a script that leaves a key such as `port=` open for its value.
    static func finished(_ text: String, of words: [String]) -> String {
        guard words.contains(where: { $0.hasPrefix(option) }) else { return text }
        return text.replacing(bashEntry, with: openBashEntry).replacing(zshDescription, with: openZshDescription)
    }

    private static let bashEntry = "complete -o filenames -F _gedis gedis"
    private static let openBashEntry = """
        _gedis_open() {
            _gedis "${@}"
            if [[ "${#COMPREPLY[@]}" -eq 1 && "${COMPREPLY[0]}" = *= ]]; then
                compopt -o nospace
            fi
        }

        complete -o filenames -F _gedis_open gedis
        """

    private static let zshDescription = "_describe -V '' non_empty_completions --"
    private static let openZshDescription = """
        local -a suffix
            [[ "${non_empty_completions[1]}" != *= ]] || suffix=(-S '')
            _describe -V '' non_empty_completions "${suffix[@]}" --
        """
}
