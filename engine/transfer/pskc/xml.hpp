// The little of libxml2's tree that reading PSKC takes. Names are local ones: files in the wild use
// every mix of namespaces.
#pragma once

#include "engine/base/secret_buffer.hpp"
#include "engine/transfer/report.hpp"

#include <libxml/tree.h>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace mfa::transfer {

struct FreeXmlDocument {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using XmlDocument = std::unique_ptr<xmlDoc, FreeXmlDocument>;

/// Parses without network, external files or entities of the document's own. Null, and an error,
/// where it is not well-formed or has a document type: PSKC has none.
XmlDocument parse_xml(std::string_view text, Report& report);

std::string_view name_of(const xmlNode* node);
Place place_of(const xmlNode* node);

/// The elements directly below; with a name, those of that name.
std::vector<xmlNode*> elements_of(const xmlNode* node);
/// The first such element; nullptr when there is none.
xmlNode* element_of(const xmlNode* node, std::string_view name);

/// The text of an element that holds text alone, without white space around it; nothing when it is
/// empty, or holds anything else. Never store the view.
std::optional<std::string_view> text_of(const xmlNode* node);
/// An attribute's value, or nothing.
std::optional<std::string_view> attribute_of(const xmlNode* node, std::string_view name);

/// Base64 (RFC 4648 section 4) with white space anywhere; nothing when it is none.
std::optional<SecretBuffer> decode_base64(std::string_view text);

} // namespace mfa::transfer
