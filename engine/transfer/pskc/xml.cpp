#include "engine/transfer/pskc/xml.hpp"

#include <algorithm>
#include <libxml/parser.h>
#include <limits>
#include <openssl/evp.h>

namespace mfa::transfer {

namespace {

constexpr std::string_view white_space = " \t\r\n";

std::string_view view_of(const xmlChar* text) {
    return text == nullptr ? std::string_view{}
                           : std::string_view{reinterpret_cast<const char*>(text)};
}

std::string_view without_white_space_around(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(white_space);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(white_space) + 1 - begin);
}

/// Where libxml2 stumbled; its own words may quote the file and are not used.
Place place_of_error() {
    const xmlError* error = xmlGetLastError();
    if (error == nullptr || error->line < 1) {
        return {};
    }
    return {static_cast<std::size_t>(error->line),
            static_cast<std::size_t>(std::max(error->int2, 1))};
}

} // namespace

XmlDocument parse_xml(std::string_view text, Report& report) {
    if (text.empty() || text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        report.error({}, "the file is empty");
        return nullptr;
    }
    xmlResetLastError();
    XmlDocument document{xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr,
                                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                           XML_PARSE_NOCDATA)};
    if (!document) {
        report.error(place_of_error(), "not well-formed XML");
        return nullptr;
    }
    if (document->intSubset != nullptr || document->extSubset != nullptr) {
        report.error({}, "has a document type, which PSKC does not have");
        return nullptr;
    }
    return document;
}

std::string_view name_of(const xmlNode* node) {
    return view_of(node->name);
}

Place place_of(const xmlNode* node) {
    const long line = xmlGetLineNo(node);
    return {line > 0 ? static_cast<std::size_t>(line) : 1, 1};
}

std::vector<xmlNode*> elements_of(const xmlNode* node) {
    std::vector<xmlNode*> elements;
    for (xmlNode* child = node->children; child != nullptr; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            elements.push_back(child);
        }
    }
    return elements;
}

xmlNode* element_of(const xmlNode* node, std::string_view name) {
    if (node == nullptr) {
        return nullptr;
    }
    for (xmlNode* child : elements_of(node)) {
        if (name_of(child) == name) {
            return child;
        }
    }
    return nullptr;
}

std::optional<std::string_view> text_of(const xmlNode* node) {
    if (node == nullptr || node->children == nullptr || node->children->next != nullptr ||
        node->children->type != XML_TEXT_NODE) {
        return std::nullopt;
    }
    const auto text = without_white_space_around(view_of(node->children->content));
    return text.empty() ? std::nullopt : std::optional{text};
}

std::optional<std::string_view> attribute_of(const xmlNode* node, std::string_view name) {
    if (node == nullptr) {
        return std::nullopt;
    }
    for (const xmlAttr* attribute = node->properties; attribute != nullptr;
         attribute = attribute->next) {
        if (view_of(attribute->name) == name && attribute->children != nullptr) {
            return view_of(attribute->children->content);
        }
    }
    return std::nullopt;
}

std::optional<SecretBuffer> decode_base64(std::string_view text) {
    auto plain = SecretBuffer::with_capacity(text.size());
    for (const char c : text) {
        if (white_space.find(c) == std::string_view::npos &&
            !plain.append(std::string_view{&c, 1})) {
            return std::nullopt;
        }
    }
    const std::size_t padding =
        plain.view().size() - std::min(plain.view().find('='), plain.view().size());
    if (plain.empty() || plain.size() % 4 != 0 || padding > 2 ||
        plain.view().substr(plain.size() - padding) != std::string_view{"=="}.substr(2 - padding)) {
        return std::nullopt;
    }
    auto bytes = SecretBuffer::with_capacity(plain.size());
    if (!bytes.resize(plain.size() / 4 * 3) ||
        EVP_DecodeBlock(bytes.bytes().data(), plain.bytes().data(),
                        static_cast<int>(plain.size())) < 0 ||
        !bytes.resize(bytes.size() - padding)) {
        return std::nullopt;
    }
    return bytes;
}

} // namespace mfa::transfer
