import { name, pages } from './ourPackage.json';

// Types of our nodes in a workflow, and the URL of their pages. `npm run generate` writes both from package.json.

export const OUR_NODE = `${name}.evolutionApi`;
export const OUR_TRIGGER = `${name}.evolutionApiTrigger`;

/** Tells whether a type is one of our nodes, including the variant as a tool. */
export const isOurType = (type: string) => type.startsWith(`${name}.`);

export const pageOf = (file: string) => `${pages}/${file}`;
