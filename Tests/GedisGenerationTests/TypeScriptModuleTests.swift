import GedisKit
import Testing

@testable import GedisGeneration

@Suite struct TypeScriptModuleTests {
    private static let module = ClientLanguage.typescript.module(for: [ClientFixture.shop])

    @Test func aRecordIsAnInterfaceWithTheNamesOfItsJSON() {
        #expect(
            Self.module.contains(
                #"""
                /** A line of an order. */
                export interface ShopItem {
                  /** the article's number */
                  sku: string;
                  /** @deprecated use labels */
                  class?: Size | undefined;
                  "unit-price": string;
                  int: Array<Uint8Array>;
                  parts: Array<ShopItem>;
                }

                export type Size = "small" | "extra-large";

                /** A shop. */
                export class Shop {
                  constructor(private readonly caller: Caller) {}

                """#))
    }

    @Test func aCommandIsAMethodWithItsHelp() {
        #expect(
            Self.module.contains(
                #"""

                  /**
                   * Takes an order.
                   *
                   * Nothing is "charged" yet.
                   *
                   * @param item what is wanted
                   */
                  async order(
                    item: ShopItem,
                    size: Size = "extra-large",
                    due?: Date,
                    ...from: Array<number>
                  ): Promise<ShopItem | null> {
                    const request = new Request("shop.order");
                    request.add("item", $ShopItem, item);
                    request.addOptional("size", $Size, size, "extra-large");
                    request.addOptional("due", $moment, due);
                    request.addAll("from", $number, from);
                    return this.caller.call(request, $maybe($ShopItem));
                  }

                  /**
                   * Calls shop.clear.
                   *
                   * @deprecated use order
                   */
                  async clear(): Promise<void> {
                    const request = new Request("shop.clear");
                    return this.caller.call(request, $nothing);
                  }

                  /**
                   * Calls shop.clearAll.
                   *
                   * @param arguments_ what else the command is given
                   */
                  async clearAll(...arguments_: Array<unknown>): Promise<Record<string, unknown>> {
                    const request = new Request("shop.clearAll");
                    request.addAll("arguments", $any, arguments_);
                    return this.caller.call(request, $map($any));
                  }
                }

                """#))
    }

    @Test func recordsAreReadAndWrittenMemberByMember() {
        #expect(
            Self.module.hasSuffix(
                """
                const $ShopItem: Codec<ShopItem> = $record<ShopItem>(() => [
                  ["sku", $text, true],
                  ["class", $Size, false],
                  ["unit-price", $text, true],
                  ["int", $list($bytes), true],
                  ["parts", $list($ShopItem), true],
                ]);

                const $Size = $choice<Size>(["small", "extra-large"]);

                """))
    }

    @Test func aCommentDoesNotEndBeforeItsText() {
        #expect(TypeScriptText.comment(["a */ b", ""]) == "/** a *\\/ b */\n")
    }
}
