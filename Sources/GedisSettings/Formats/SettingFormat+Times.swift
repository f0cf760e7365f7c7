extension SettingFormat<Duration> {
    /// A whole number of seconds.
    package static func seconds(_ range: ClosedRange<Int>) -> SettingFormat {
        let number = SettingFormat<Int>.number("seconds", in: range, expected: "a number of seconds")
        return SettingFormat(
            placeholder: number.placeholder, isText: number.isText, shape: number.shape,
            parse: { (text) throws(SettingMistake) in .seconds(try number.parse(text)) },
            render: { number.render(Int($0.components.seconds)) })
    }
}

extension SettingFormat<Duration?> {
    /// A whole number of seconds, of which 0 is for ever.
    package static func secondsOrForever(atMost most: Int) -> SettingFormat {
        let format = SettingFormat<Duration>.seconds(0...most)
        return SettingFormat(
            placeholder: format.placeholder, isText: format.isText, shape: format.shape,
            parse: { (text) throws(SettingMistake) in
                let time = try format.parse(text)
                return time == .zero ? nil : time
            }, render: { format.render($0 ?? .zero) })
    }
}

extension SettingFormat<String> {
    /// A number of seconds as it was given, perhaps with a fraction, of at most a day.
    package static let fractionalSeconds = SettingFormat(
        placeholder: "seconds", isText: false, shape: .number(atMost: 86_400),
        parse: { (text) throws(SettingMistake) in
            _ = try Duration(fractionalSeconds: text)
            return text
        }, render: \.self)
}

extension Duration {
    /// Reads a number of seconds, perhaps with a fraction, of at most a day.
    ///
    /// - Throws: `SettingMistake` where the text is none.
    package init(fractionalSeconds text: String) throws(SettingMistake) {
        guard let seconds = Double(text), seconds > 0, seconds <= 86400 else {
            throw SettingMistake(
                message: "\(text.isEmpty ? "''" : text.visible) is not a number of seconds above 0 and at most 86400")
        }
        self = .seconds(seconds)
    }
}
