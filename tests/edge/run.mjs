// Runs the program on its standard input in a world that has no more than the runtime cloudfront-js-2.0: its globals, and
// what its strings, arrays and objects can do. Nothing is iterable there, so `for … of`, spread and array patterns fail too.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
import { readFileSync } from "node:fs";
import vm from "node:vm";

const words = (text) => text.split(/\s+/).filter(Boolean);

const GLOBALS = words(`
  globalThis undefined NaN Infinity console Buffer atob btoa
  decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt
  Object String Number Boolean Function RegExp Math Date JSON Array Promise Symbol TextDecoder TextEncoder
  ArrayBuffer DataView Float32Array Float64Array Int8Array Int16Array Int32Array Uint8Array Uint8ClampedArray Uint16Array
  Uint32Array
  Error EvalError RangeError ReferenceError SyntaxError TypeError URIError
`);

const METHODS = {
  Object: words(`
    create defineProperties defineProperty freeze getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames
    getPrototypeOf isExtensible isFrozen isSealed keys preventExtensions seal assign entries values length name prototype
  `),
  "Object.prototype": words("constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toString valueOf"),
  String: words("fromCharCode fromCodePoint length name prototype"),
  "String.prototype": words(`
    charAt concat indexOf lastIndexOf match replace search slice split substr substring toLowerCase trim toUpperCase
    codePointAt endsWith includes repeat startsWith padStart padEnd trimStart trimEnd replaceAll
    length constructor toString valueOf
  `),
  Array: words("isArray of length name prototype"),
  "Array.prototype": words(`
    concat every filter forEach indexOf join lastIndexOf map pop push reduce reduceRight reverse shift slice some sort splice
    unshift copyWithin fill find findIndex includes length constructor toString
  `),
};

const PRUNE = `(globals, methods) => {
  for (const [where, kept] of methods) {
    const owner = where.split(".").reduce((at, name) => at[name], globalThis);
    Reflect.ownKeys(owner).filter((name) => !kept.includes(name)).forEach((name) => delete owner[name]);
  }
  Object.getOwnPropertyNames(globalThis).filter((name) => !globals.includes(name)).forEach((name) => delete globalThis[name]);
}`;

const world = vm.createContext({ console: { log: console.log }, Buffer }, { codeGeneration: { strings: false, wasm: false } });
vm.runInContext(PRUNE, world)(GLOBALS, Object.entries(METHODS));
vm.runInContext('"use strict";\n' + readFileSync(0, "utf8"), world, { filename: "program.js" });
