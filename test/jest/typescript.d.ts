declare const transformer: {
	/** @returns JavaScript, and a source map as JSON */
	process(source: string, file: string): { readonly code: string; readonly map: string };
};
export = transformer;
