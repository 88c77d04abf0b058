import { extension, lookup } from 'mime-types';

/** Returns the MIME type for a file name's extension, from the table that the server uses; undefined for an unknown extension. */
export const mimeTypeOf = (fileName: string): string | undefined => lookup(fileName) || undefined;

/** Returns the usual file extension for a MIME type; undefined for an unknown type. */
export const extensionOf = (mimetype: string): string | undefined =>
	extension(mimetype) || undefined;
