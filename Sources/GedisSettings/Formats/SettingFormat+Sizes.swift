extension SettingFormat<Int> {
    private static let units = [("GB", 30), ("MB", 20), ("KB", 10), ("", 0)]

    /// A number of bytes: `512MB`, `64KB` or `1000`. A KB is 1024 bytes, as Redis counts too.
    package static func size(_ range: ClosedRange<Int>) -> SettingFormat {
        SettingFormat(
            placeholder: "size", isText: false, shape: .pattern("^[0-9]+([KMGkmg][Bb])?$"),
            parse: { (text) throws(SettingMistake) in
                guard let size = bytes(text), range ~= size else {
                    let bounds = "\(written(range.lowerBound))…\(written(range.upperBound))"
                    throw SettingMistake(message: "'\(text.visible)' is not a size such as 512MB (\(bounds))")
                }
                return size
            }, render: written)
    }

    private static func bytes(_ text: String) -> Int? {
        let (unit, shift) = units.first { text.uppercased().hasSuffix($0.0) } ?? ("", 0)
        let digits = text.dropLast(unit.count)
        guard digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(digits) else { return nil }
        let size = number.multipliedReportingOverflow(by: 1 << shift)
        return size.overflow ? nil : size.partialValue
    }

    /// In the largest unit of which it is a whole number.
    @Sendable private static func written(_ size: Int) -> String {
        let (unit, shift) = units.first { size != 0 && size % (1 << $0.1) == 0 } ?? ("", 0)
        return "\(size >> shift)\(unit)"
    }
}
