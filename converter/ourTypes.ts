import { name, pages } from './ourPackage.json';

// How our nodes are called in a workflow, and where their pages are. `npm run generate` writes both from package.json.

export const OUR_NODE = `${name}.evolutionApi`;
export const OUR_TRIGGER = `${name}.evolutionApiTrigger`;

/** Also as a tool. */
export const isOurType = (type: string) => type.startsWith(`${name}.`);

/** The address of a page of docs/. */
export const pageOf = (file: string) => `${pages}/${file}`;
