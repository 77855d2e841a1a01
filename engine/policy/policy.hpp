// The policy engine: documents in, decisions out. No I/O and no clock: a pure function.
//
//     source      text with a name                        source.hpp
//     document    a tree that knows its lines             document.hpp, json_document,
//     yaml_document parse       the tree becomes the model, or findings *_parser model statements,
//     compiled                    model.hpp evaluate    a request against the model evaluate.hpp
//
// The language is AWS IAM's JSON policy language with AWS's evaluation rules:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
#pragma once

#include "engine/policy/evaluate.hpp"
#include "engine/policy/load.hpp"
#include "engine/policy/mentions.hpp"
#include "engine/policy/model.hpp"
#include "engine/policy/request.hpp"
#include "engine/policy/source.hpp"
