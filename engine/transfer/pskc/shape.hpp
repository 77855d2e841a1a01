// What a KeyPackage (RFC 6030 section 4) must look like before libpskc is given it. libpskc 2.6.7
// takes an empty element or attribute for a string and ends in a segmentation fault, reads `12abc`
// as 12, and leaves out of a secret what is not base64.
#pragma once

#include "engine/transfer/pskc/xml.hpp"

namespace mfa::transfer {

/// Whether every element is known and holds what it must, once; the first error where not.
/// Extensions are taken out, with a note.
bool check_shape(xmlNode* package, Report& report);

} // namespace mfa::transfer
