import CLibEdit
import Glibc

/// A line editor over libedit.
///
/// libedit asks for each character by a function that can be replaced. By then all is drawn and the cursor stands in its
/// place. So that function is where a hint is shown behind the line, and taken away again before libedit sees the
/// character and draws; and where what happens meanwhile is printed above the line.
///
/// From its beginning to its end the terminal hands on every key as it is, between two lines too: a Ctrl-C that is typed
/// just before the terminal is set to make a signal of it would not become one.
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
    private let drawing: LineDrawing
    private var prompt = ""
    /// The prompt as libedit has it, which stays ours.
    private var promptText: UnsafeMutablePointer<CChar>?
    private var isInterrupted = false
    private var keys = Keys()
    /// How the terminal was found.
    private var found = termios()

    init(screen: Screen, advisor: any LineAdvisor, history lines: [String]) {
        self.screen = screen
        self.advisor = advisor
        drawing = LineDrawing(output: screen.output)
        // libedit takes bytes for characters by the locale: where that knows ASCII only, text is UTF-8 all the same.
        if setlocale(LC_CTYPE, "") == nil || __ctype_get_mb_cur_max() == 1 { setlocale(LC_CTYPE, "C.UTF-8") }
        tcgetattr(STDIN_FILENO, &found)
        editor = edit_init("gedis")
        history = history_init()
        history_limit(history, 1000)
        for line in lines { history_enter(history, line) }
        edit_set_history(editor, history)
        edit_set_client(editor, Unmanaged.passUnretained(self).toOpaque())
        edit_set_prompt(editor) { LineInput.of($0).givePrompt() }
        edit_set_reader(editor) { $1.map(LineInput.of($0).read(into:)) ?? 0 }
        edit_take_all_keys(editor)
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
        var count: Int32 = 0
        guard !keys.areAtEnd, let line = el_gets(editor, &count), count > 0 else {
            screen.output.note("")
            return .end
        }
        if isInterrupted { return .interrupted }
        let bytes = UnsafeRawBufferPointer(start: line, count: Int(count))
        return .text(Array(bytes.prefix { $0 != UInt8(ascii: "\n") }))
    }

    /// Keeps what is typed for the lines to come, until `screen` says that this one is carried out. Ctrl-C drops what was
    /// typed before it, as a terminal does.
    ///
    /// - Parameter interrupt: called for Ctrl-C, and when the terminal or the program ends
    func keepKeys(interrupt: () -> Void) {
        while true {
            let isTyped = keys.wait(or: screen.wakeup)
            for event in screen.takeEvents() {
                switch event {
                case .done: return
                case .end: keys.end()
                case .resize: el_resize(editor)
                case .interrupt, .output, .note: break
                }
                if event.endsWork { interrupt() }
            }
            guard isTyped else { continue }
            switch keys.read() {
            case nil: interrupt()
            case Keys.interrupt:
                keys.forget()
                screen.output.note("^C")
                interrupt()
            case Keys.suspend: suspend()
            case let key?: keys.keep(key)
            }
        }
    }

    /// Leaves the terminal as it was found.
    func leaveTerminal() {
        keys.end()
        tcsetattr(STDIN_FILENO, TCSADRAIN, &found)
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
            if !keys.areKept, !keys.areTyped { showHint() }
            defer { drawing.removeHint() }
            let isTyped = keys.areKept || keys.wait(or: screen.wakeup)
            for event in screen.takeEvents() {
                if case .end = event { return 0 }
                printAbove { screen.print(event) }
            }
            guard isTyped else { continue }
            switch keys.next() {
            case nil: return 0
            case Keys.interrupt:
                // Ctrl-C ends the line as Enter does, and line() knows better.
                isInterrupted = true
                bytes.append(UInt8(ascii: "\n"))
            case Keys.suspend:
                drawing.removeHint()
                suspend()
                edit_draw(editor)
                continue
            case let key?: bytes.append(key)
            }
            let scalar = String(validating: bytes, as: UTF8.self)?.unicodeScalars.first
            if let scalar = scalar ?? (bytes.count == 4 ? "\u{FFFD}" : nil) {
                character.pointee = wchar_t(bitPattern: scalar.value)
                return 1
            }
        }
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
        var current = termios()
        tcgetattr(STDIN_FILENO, &current)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &found)
        kill(0, SIGTSTP)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &current)
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
        printAbove { screen.output.note(drawing.table(of: completions)) }
        return UInt8(CC_NORM)
    }
}
