/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A row of n8n's table `binary_data`. */
interface Row {
	readonly fileId: string;
	readonly data: Buffer;
	readonly fileSize: number;
	readonly mimeType: string | null;
	readonly fileName: string | null;
}

const MAX_MB = 512;

/**
 * What n8n keeps files in its database with: its own manager, on a stand-in for the table. Like the table, that
 * hands out a file only as a whole.
 * @param library requires of the installed n8n
 */
export function databaseManager(library: NodeJS.Require) {
	const { DatabaseManager } = library('n8n/dist/binary-data/database.manager.js') as {
		DatabaseManager: new (table: object, config: object) => never;
	};
	const rows = new Map<string, Omit<Row, 'data'>>();
	const contentOf = (fileId: string) => path.join(tmpdir(), `bench-row-${fileId}`);
	const table = {
		async insert({ data, ...row }: Row) {
			writeFileSync(contentOf(row.fileId), data);
			rows.set(row.fileId, row);
		},
		async findOneOrFail(query: { where: { fileId: string }; select: string[] }) {
			const { fileId } = query.where;
			if (!query.select.includes('data')) return rows.get(fileId);
			return { data: readFileSync(contentOf(fileId)) };
		},
	};
	return new DatabaseManager(table, { dbMaxFileSize: MAX_MB });
}
