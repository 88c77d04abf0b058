import Module from 'node:module';

// Import this file before the node. n8n needs `EvolutionApi.node.json` next to `EvolutionApi.node.ts`, and if the extension is
// missing, Node would load the JSON. It tries extensions in the order of their registration, so `.json` has to be the last.
const { _extensions: loaders } = Module as unknown as { _extensions: Record<string, unknown> };
const loadJson = loaders['.json'];
delete loaders['.json'];
loaders['.json'] = loadJson;
