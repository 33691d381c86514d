/**
 * Stands in for `jose`. Under the condition "deno" that package gives its build for browsers, which
 * refuses the `KeyObject`s of node:crypto that the PDS signs with; this is its build for Node.js.
 *
 * @module
 */
module.exports = require("jose-node-cjs-runtime");
