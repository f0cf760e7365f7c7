import GedisKit
import GedisRESP
import Testing

@Suite struct RequestEncoderTests {
    func encode(_ request: [[UInt8]], version: ReplyWriter.Version) -> [UInt8] {
        var writer = ReplyWriter(version: version)
        RequestEncoder.encode(request, into: &writer)
        return writer.withBytes { Array($0) }
    }

    @Test(arguments: [ReplyWriter.Version.resp2, .resp3])
    func aRequestIsAnArrayOfBulkStringsInBothVersions(_ version: ReplyWriter.Version) {
        let request = [Array("set".utf8), Array("ключ".utf8), [], [0x00, 0x0D, 0x0A, 0xFF]]
        let expected =
            Array("*4\r\n$3\r\nset\r\n$8\r\nключ\r\n$0\r\n\r\n$4\r\n".utf8) + [0x00, 0x0D, 0x0A, 0xFF, 0x0D, 0x0A]
        #expect(encode(request, version: version) == expected)
    }
}
