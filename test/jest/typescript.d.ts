declare const transformer: {
	/** @returns JavaScript, and the map to the source as JSON */
	process(source: string, file: string): { readonly code: string; readonly map: string };
};
export = transformer;
