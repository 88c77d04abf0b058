import { crashed } from '../../core/answers';

const PAGE_SIZE = 50;

/** The server uses `offset` as the page size. */
export function pageSize(offset: unknown, table: string, standard = PAGE_SIZE): number {
	if (offset !== undefined && offset !== null && typeof offset !== 'number') {
		throw crashed(
			`\nInvalid \`this.prismaRepository.${table}.findMany()\` invocation:\n\nArgument \`take\`: Invalid value provided. Expected Int, provided String.`,
		);
	}
	return offset || standard;
}

/** Pages count from 1, and `page` may be a text. */
export function pageOf<Entry>(entries: Entry[], page: unknown, size: number): Entry[] {
	const start = Math.max(0, (Number(page) || 1) - 1) * size;
	return entries.slice(start, start + size);
}
