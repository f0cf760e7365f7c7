import GedisSettings
import Testing

@Suite struct SettingTests {
    /// What is known of every setting of a server's groups.
    private static let all =
        ServerLimits.settings.map(\.info) + WebSettings.settings.map(\.info) + ReportingSettings.settings.map(\.info)

    @Test func everySettingHasANameOfItsOwnAndIsDescribed() {
        #expect(Set(Self.all.map(\.name)).count == Self.all.count)
        #expect(Self.all.allSatisfy { !$0.help.isEmpty && !$0.placeholder.isEmpty && $0.activation != nil })
    }

    @Test func theDefaultsAreThoseOfAFreshGroup() throws {
        func check<Group: SettingGroup & Equatable>(_ type: Group.Type) throws {
            var group = Group()
            for setting in Group.settings {
                let value = try #require(setting.info.defaultValue)
                try setting.assign(&group, value)
                #expect(try setting.canonical(value) == value, "\(setting.info.name)")
                #expect(setting.isSame(group, Group()))
            }
            #expect(group == Group())
        }
        try check(ServerLimits.self)
        try check(WebSettings.self)
        try check(ReportingSettings.self)
    }

    @Test func aSettingChangesWhatItNames() throws {
        var limits = ServerLimits()
        for (setting, text) in zip(
            ServerLimits.settings, ["1", "2MB", "3", "4KB", "5GB", "6KB", "7", "8", "300", "9", "a.*: 1/s", "11", "10"])
        {
            try setting.assign(&limits, text)
        }
        #expect(limits.maxConnections == 1 && limits.maxRequestSize == 2 << 20 && limits.maxArguments == 3)
        #expect(limits.backlogLimit == 4096 && limits.outputLimit == 5 << 30 && limits.subscriberLimit == 6144)
        #expect(limits.idleTimeout == .seconds(7) && limits.handshakeTimeout == .seconds(8))
        #expect(limits.tcpKeepalive == .seconds(300))
        #expect(limits.commandTimeout == .seconds(9) && limits.shutdownTimeout == .seconds(10))
        #expect(limits.rates == [RateRule("a.*", calls: 1)] && limits.initTimeout == .seconds(11))
    }

    @Test func aPeerOfGUNIsAURLThatMayNameAClient() throws {
        let format = SettingFormat.gunPeer
        for text in ["ws://host", "wss://[::1]:8765/gun", "wss://far@host:1/graph", "http://far@host"] {
            #expect(format.render(try format.parse(text)) == text)
        }
        #expect(try format.parse("wss://far@host/gun") == GunPeer(url: "wss://host/gun", client: "far"))
        #expect(try format.parse("ws://host/gun") == GunPeer(url: "ws://host/gun"))
        for text in [
            "", "host", "redis://host", "ws://", "ws:///gun", "ws://far@", "ws://far@/gun", "ws://host/?a",
            "ws://@host",
        ] {
            #expect(throws: SettingMistake.self, "\(text)") { try format.parse(text) }
        }
        let mistake = #expect(throws: SettingMistake.self) { try format.parse("ws://vito:sesame@host") }
        #expect(mistake?.message.contains("sesame") == false)
    }

    @Test func zeroSecondsAreForEver() throws {
        var limits = ServerLimits()
        for setting in ServerLimits.settings where setting.info.name.hasSuffix("_timeout") {
            // An init has to end.
            if setting.info.name == "init_timeout" { continue }
            try setting.assign(&limits, "0")
        }
        #expect(limits.idleTimeout == nil && limits.handshakeTimeout == nil && limits.commandTimeout == nil)
        #expect(limits.shutdownTimeout == .zero)
    }

    @Test(arguments: ["", "0", "-1", "86401", "soon", "nan", "inf"])
    func secondsOfABackendAreAboveZeroAndAtMostADay(_ text: String) {
        #expect(throws: SettingMistake.self) { try Duration(fractionalSeconds: text) }
        #expect(throws: SettingMistake.self) { try BackendSetting.Format.seconds.text.parse(text) }
    }

    @Test(arguments: ["0.5", "5", "1e2", "86400"])
    func secondsOfABackendAreKeptAsTheyWereGiven(_ text: String) throws {
        #expect(try BackendSetting.Format.seconds.text.parse(text) == text)
    }
}
