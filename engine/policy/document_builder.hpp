// Builds the tree from what the parsers see, and makes the checks that both formats share.
#pragma once

#include "engine/policy/document.hpp"
#include "engine/policy/text_rules.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mfa::policy {

/// A parser calls, in the order of the text: value() for scalars, begin() and end() around lists
/// and maps, key() before each value of a map.
class DocumentBuilder {
public:
    DocumentBuilder(const Source& source, LineTable& lines, const DocumentLimits& limits,
                    FindingList& findings);

    /// False: parsing must stop, the document is lost.
    enum class Next : std::uint8_t { go_on, stop };

    [[nodiscard]] Next value(Node node);
    [[nodiscard]] Next begin(NodeKind kind, std::size_t offset);
    [[nodiscard]] Next key(std::string text, std::size_t offset);
    /// The value of the key that was just given is not wanted.
    void drop_value() { m_open.back().drops_value = true; }
    /// `offset` is one past the last byte, where the parser knows it.
    [[nodiscard]] Next end(std::size_t offset);

    /// Whether the innermost open part is a map that waits for a key.
    [[nodiscard]] bool expects_key() const;
    [[nodiscard]] bool is_complete() const { return m_is_complete; }

    void report(std::size_t offset, std::string message, std::string code);
    /// Nothing that was built can be used.
    void give_up() { m_is_lost = true; }

    [[nodiscard]] LineTable& lines() { return m_lines; }
    /// The tree, if the text was read to its end.
    std::optional<Node> take();

private:
    struct Frame {
        Node node;
        std::map<std::string, int, std::less<>> lines_of_keys;
        std::string key;
        Position key_position;
        bool has_key = false;
        bool drops_value = false; ///< the key was refused
    };

    void add(Node node);
    /// Whether the text may stand in the document, or reported.
    bool is_clean(std::string_view text, std::size_t offset);

    const Source& m_source;
    LineTable& m_lines;
    const DocumentLimits m_limits;
    FindingList& m_findings;
    std::vector<Frame> m_open;
    std::optional<Node> m_root;
    bool m_is_complete = false;
    bool m_is_lost = false;
};

} // namespace mfa::policy
