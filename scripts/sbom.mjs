// Makes the CycloneDX SBOM of one thing that ships: the crates that are in its wasm, and its npm packages.
//
//   node scripts/sbom.mjs worker|signer|page METADATA TREE OUT.cdx.json
//
// METADATA is that of `cargo metadata`, which is of the whole workspace; TREE, a `name version` a line, says which crates
// are in the module.

import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";

import { packagesOf } from "./npm-packages.mjs";

const ROOT = join(import.meta.dirname, "..");
const SPEC_VERSION = "1.5";

const CRATES = { worker: "edge-proxy", signer: "signer-wasm", page: "signer-wasm" };
const PRODUCTS = { worker, signer, page };

const [kind, metadataFile, treeFile, out] = process.argv.slice(2);
const metadata = readJson(metadataFile);
const checksums = readChecksums(join(ROOT, "Cargo.lock"));
const wanted = new Set(
    readFileSync(treeFile, "utf8")
        .split("\n")
        .filter((line) => line),
);
const [product, npmPackages] = await PRODUCTS[kind]();
const sbom = assemble(product, npmPackages);
check(sbom);
writeFileSync(out, `${JSON.stringify(sbom, null, 2)}\n`);
console.log(`  ${out.replace(`${ROOT}/`, "")}: ${count(sbom, "cargo")} crates, ${count(sbom, "npm")} npm packages`);

// The worker is the crate with its JavaScript; that may bundle npm packages, and esbuild knows which.
async function worker() {
    const { metafile } = await build({
        entryPoints: [join(ROOT, "edge-proxy/js/worker.mjs")],
        absWorkingDir: ROOT,
        bundle: true,
        format: "esm",
        target: "es2022",
        // What wasm-bindgen generates, which comes with the crates.
        external: ["cloudflare:workers", "../build/*"],
        metafile: true,
        write: false,
    });
    const directories = Object.keys(metafile.inputs)
        .map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
        .filter(Boolean);
    const packages = [...new Set(directories)].map((directory) => npmComponent(readJson(join(ROOT, directory, "package.json"))));
    return [{ ...crateComponent(rootCrate()), type: "application" }, packages];
}

// The signer is an npm package, and its crate one of the components.
function signer() {
    const manifest = readJson(join(ROOT, "signer-wasm/package.json"));
    return [{ ...npmComponent(manifest), description: manifest.description }, packagesOf("signer-wasm").map(npmComponent)];
}

// The browser client is deployed with the worker, and has its version; the signer's crate is in its wasm.
function page() {
    const { name, license } = readJson(join(ROOT, "www/package.json"));
    const product = npmComponent({ name, license, version: rootCrate().version });
    return [{ ...product, type: "application" }, packagesOf("www").map(npmComponent)];
}

function assemble(product, npmPackages) {
    const kept = metadata.packages.filter(({ name, version }) => wanted.has(`${name} ${version}`));
    if (kept.length !== wanted.size) throw new Error(`${kept.length} crates of the ${wanted.size} in ${treeFile} are in ${metadataFile}`);

    const refs = new Map(kept.map((crate) => [crate.id, purlOf(crate)]));
    const edges = metadata.resolve.nodes
        .filter(({ id }) => refs.has(id))
        .map(({ id, dependencies }) => ({ ref: refs.get(id), dependsOn: dependencies.map((on) => refs.get(on)).filter(Boolean) }));
    const components = [...kept.map(crateComponent), ...npmPackages].filter((component) => component["bom-ref"] !== product["bom-ref"]);

    const direct = npmPackages.map((component) => component["bom-ref"]);
    const known = edges.find(({ ref }) => ref === product["bom-ref"]);
    if (known) known.dependsOn.push(...direct);
    else edges.unshift({ ref: product["bom-ref"], dependsOn: [purlOf(rootCrate()), ...direct] });

    return {
        bomFormat: "CycloneDX",
        specVersion: SPEC_VERSION,
        serialNumber: `urn:uuid:${randomUUID()}`,
        version: 1,
        metadata: { timestamp: new Date().toISOString(), component: product },
        components,
        dependencies: edges,
    };
}

function rootCrate() {
    return metadata.packages.find(({ name, source }) => name === CRATES[kind] && source === null);
}

function purlOf({ name, version }) {
    return `pkg:cargo/${name}@${version}`;
}

function crateComponent(crate) {
    const { name, version, description, license } = crate;
    const purl = purlOf(crate);
    const checksum = checksums.get(`${name} ${version}`);
    return {
        type: "library",
        "bom-ref": purl,
        name,
        version,
        ...(description && { description: description.trim() }),
        ...(checksum && { hashes: [{ alg: "SHA-256", content: checksum }] }),
        // Old crates part their licences with a slash.
        licenses: license ? [{ expression: license.replaceAll("/", " OR ") }] : [],
        purl,
    };
}

function readChecksums(file) {
    const packages = readFileSync(file, "utf8").matchAll(/^name = "(.+)"\nversion = "(.+)"(?:\nsource = ".+")?(?:\nchecksum = "(.+)")?/gm);
    return new Map(Array.from(packages, ([, name, version, checksum]) => [`${name} ${version}`, checksum]));
}

function npmComponent({ name, version, license }) {
    const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
    return { type: "library", "bom-ref": purl, name, version, licenses: license ? [{ expression: license }] : [], purl };
}

function check({ metadata, components, dependencies }) {
    if (count({ components }, "cargo") === 0) throw new Error("the SBOM names no crate");

    const refs = new Set();
    for (const component of [metadata.component, ...components]) {
        const { name, version, purl, licenses } = component;
        for (const [field, value] of Object.entries({ name, version, purl, licence: licenses?.[0]?.expression })) {
            if (!value) throw new Error(`${name ?? purl} has no ${field} in the SBOM`);
        }
        if (refs.has(purl)) throw new Error(`${purl} is in the SBOM twice`);
        refs.add(purl);
    }
    for (const { ref, dependsOn } of dependencies) {
        const unknown = [ref, ...dependsOn].find((purl) => !refs.has(purl));
        if (unknown) throw new Error(`${unknown} is depended on, and not in the SBOM`);
    }
    const path = JSON.stringify([metadata.component, components, dependencies]).match(/file:\/\/[^"]*/);
    if (path) throw new Error(`the SBOM names a path of this machine: ${path}`);
}

function count({ components }, type) {
    return components.filter(({ purl }) => purl.startsWith(`pkg:${type}/`)).length;
}

function readJson(file) {
    return JSON.parse(readFileSync(file, "utf8"));
}
