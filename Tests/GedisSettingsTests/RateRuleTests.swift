import Testing

@testable import GedisSettings

@Suite struct RateRuleTests {
    private let format = SettingFormat<[RateRule]>.rates

    @Test(
        arguments: [
            ("", []), ("calc.*: 100/s burst 20", [RateRule("calc.*", calls: 100, burst: 20)]),
            (
                "*: 5/m, Calc.Sum: 1/h",
                [RateRule("*", calls: 5, per: .minute), RateRule("calc.sum", calls: 1, per: .hour)]
            ),
            ("a.b: 1/s burst 2 c.*: 3/s", [RateRule("a.b", calls: 1, burst: 2), RateRule("c.*", calls: 3)]),
        ] as [(String, [RateRule])])
    func rulesAreRead(_ text: String, _ rules: [RateRule]) throws {
        #expect(try format.parse(text) == rules)
        #expect(try format.parse(format.render(rules)) == rules)
    }

    @Test(arguments: [
        "calc", "calc.*", "calc.*: 5", "calc.*: 5/d", "calc.*: 0/s", "calc.*: x/s", "calc.*: 5/s burst",
        "calc.*: 5/s burst 0", "calc.*: 5/s 20", "@group: 5/s", "a.b.c: 1/s", ": 1/s", "calc.*:5/s",
    ])
    func othersAreRefused(_ text: String) {
        let mistake = #expect(throws: SettingMistake.self) { try format.parse(text) }
        #expect(mistake?.message.contains("is no rate") == true)
    }
}
