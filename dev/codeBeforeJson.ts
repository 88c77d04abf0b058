import Module from 'node:module';

// To be imported before the node. n8n wants `EvolutionApi.node.json` next to `EvolutionApi.node.ts`, and for the name
// without ending Node loads the former. It tries the endings in the order of their registration.
const { _extensions: loaders } = Module as unknown as { _extensions: Record<string, unknown> };
const loadJson = loaders['.json'];
delete loaders['.json'];
loaders['.json'] = loadJson;
