import { name, pages } from './ourPackage.json';

// `npm run generate` writes `ourPackage.json`: the package's name, and the URL of its documentation.

export const OUR_NODE = `${name}.evolutionApi`;
export const OUR_TRIGGER = `${name}.evolutionApiTrigger`;

/** Tells whether a type is one of our nodes, including the variant as a tool. */
export const isOurType = (type: string) => type.startsWith(`${name}.`);

export const pageOf = (file: string) => `${pages}/${file}`;
