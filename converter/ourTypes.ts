import { name } from './ourPackage.json';

// How our nodes are called in a workflow. The name of the package is written by `npm run generate` from package.json.

export const OUR_NODE = `${name}.evolutionApi`;
export const OUR_TRIGGER = `${name}.evolutionApiTrigger`;

/** Also as a tool. */
export const isOurType = (type: string) => type.startsWith(`${name}.`);
