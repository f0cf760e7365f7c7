import CLibEdit
import Glibc

/// A line editor over libedit.
///
/// libedit asks for each character by a function that can be replaced. By then all is drawn and the cursor stands in its
/// place. So that function is where a hint is shown behind the line, and taken away again before libedit sees the
/// character and draws; and where what happens meanwhile is printed above the line.
final class LineInput {
    enum Line: Sendable {
        case text([UInt8])
        /// Ctrl-C: the line is dropped.
        case interrupted
        /// Ctrl-D, or the terminal is gone.
        case end
    }

    private let editor: OpaquePointer
    private let history: OpaquePointer
    private let screen: Screen
    private let advisor: any LineAdvisor
    private let drawing = LineDrawing()
    private var prompt = ""
    /// The prompt as libedit has it, which stays ours.
    private var promptText: UnsafeMutablePointer<CChar>?
    private var isInterrupted = false

    init(screen: Screen, advisor: any LineAdvisor, history lines: [String]) {
        self.screen = screen
        self.advisor = advisor
        // libedit takes bytes for characters by the locale: where that knows ASCII only, text is UTF-8 all the same.
        if setlocale(LC_CTYPE, "") == nil || __ctype_get_mb_cur_max() == 1 { setlocale(LC_CTYPE, "C.UTF-8") }
        editor = edit_init("gedis")
        history = history_init()
        history_limit(history, 1000)
        for line in lines { history_enter(history, line) }
        edit_set_history(editor, history)
        edit_set_client(editor, Unmanaged.passUnretained(self).toOpaque())
        edit_set_prompt(editor) { LineInput.of($0).givePrompt() }
        edit_set_reader(editor) { $1.map(LineInput.of($0).read(into:)) ?? 0 }
        edit_take_signals(editor)
        edit_use_emacs_keys(editor)
        edit_add_function(editor, "gedis-complete", "Complete the command") { editor, _ in
            LineInput.of(editor).complete()
        }
        edit_bind(editor, "^I", "gedis-complete")
        edit_bind(editor, "^R", "em-inc-search-prev")
        el_source(editor, nil)
    }

    deinit {
        el_end(editor)
        history_end(history)
        free(promptText)
    }

    private static func of(_ editor: OpaquePointer?) -> LineInput {
        Unmanaged.fromOpaque(edit_client(editor)).takeUnretainedValue()
    }

    /// Waits for a line.
    func line() -> Line {
        isInterrupted = false
        // libedit would show the prompt first, and the terminal echo what is typed until it has done the rest.
        edit_prepare_terminal(editor, 1)
        var count: Int32 = 0
        guard let line = el_gets(editor, &count), count > 0 else {
            Terminal.note("")
            return .end
        }
        if isInterrupted { return .interrupted }
        let bytes = UnsafeRawBufferPointer(start: line, count: Int(count))
        return .text(Array(bytes.prefix { $0 != UInt8(ascii: "\n") }))
    }

    /// Adds a line to those that the arrow keys bring back.
    func remember(_ line: String) { history_enter(history, line) }

    private func givePrompt() -> UnsafeMutablePointer<CChar>? {
        prompt = advisor.prompt
        free(promptText)
        promptText = strdup(prompt)
        return promptText
    }

    // MARK: What is asked for while a line is edited

    /// The line and the part of it before the cursor.
    private var text: (line: String, beforeCursor: String) {
        guard let info = el_line(editor)?.pointee else { return ("", "") }
        func text(to end: UnsafePointer<CChar>) -> String {
            String(decoding: UnsafeRawBufferPointer(start: info.buffer, count: end - info.buffer), as: UTF8.self)
        }
        return (text(to: info.lastchar), text(to: info.cursor))
    }

    /// Gives libedit the next character: 1 where there is one, 0 at the end.
    private func read(into character: UnsafeMutablePointer<wchar_t>) -> Int32 {
        var bytes: [UInt8] = []
        while true {
            // What is pasted comes at once: only the last character waits for another.
            if !isReadable(STDIN_FILENO, within: 0) { showHint() }
            defer { drawing.removeHint() }
            _ = isReadable(STDIN_FILENO, screen.wakeup, within: -1)
            for event in screen.takeEvents() {
                if case .end = event { return 0 }
                printAbove { Screen.print(event) }
            }
            guard isReadable(STDIN_FILENO, within: 0) else { continue }
            var byte: UInt8 = 0
            guard Glibc.read(STDIN_FILENO, &byte, 1) == 1 else { return 0 }
            switch byte {
            case 0x03:
                // Ctrl-C ends the line as Enter does, and line() knows better.
                isInterrupted = true
                byte = UInt8(ascii: "\n")
            case 0x1A:
                suspend()
                continue
            default: break
            }
            bytes.append(byte)
            let scalar = String(validating: bytes, as: UTF8.self)?.unicodeScalars.first
            if let scalar = scalar ?? (bytes.count == 4 ? "\u{FFFD}" : nil) {
                character.pointee = wchar_t(bitPattern: scalar.value)
                return 1
            }
        }
    }

    private func isReadable(_ descriptors: Int32..., within milliseconds: Int32) -> Bool {
        var waits = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        return poll(&waits, nfds_t(waits.count), milliseconds) > 0
    }

    private func showHint() {
        let (line, beforeCursor) = text
        guard line == beforeCursor else { return }
        drawing.showHint(advisor.hint(after: line), after: prompt + line)
    }

    /// Prints whole lines where the line is edited, and draws that anew below them.
    private func printAbove(_ body: () -> Void) {
        drawing.removeHint()
        drawing.erase(prompt + text.beforeCursor)
        body()
        el_resize(editor)
        edit_draw(editor)
    }

    /// Ctrl-Z: stops the program until the user's shell has it go on.
    private func suspend() {
        drawing.removeHint()
        edit_prepare_terminal(editor, 0)
        kill(0, SIGTSTP)
        edit_prepare_terminal(editor, 1)
        edit_draw(editor)
    }

    /// Completes what stands before the cursor as far as all completions agree, or shows them.
    private func complete() -> UInt8 {
        let typed = text.beforeCursor
        let completions = advisor.completions(of: typed)
        guard var common = completions.first else { return UInt8(CC_ERROR) }
        for completion in completions { common = String(zip(common, completion).prefix { $0 == $1 }.map(\.0)) }
        if completions.count == 1, !common.hasSuffix(".") { common += " " }
        let missing = String(common.dropFirst(typed.count))
        guard missing.isEmpty else {
            el_insertstr(editor, missing)
            return UInt8(CC_REFRESH)
        }
        printAbove { Terminal.note(drawing.table(of: completions)) }
        return UInt8(CC_NORM)
    }
}
