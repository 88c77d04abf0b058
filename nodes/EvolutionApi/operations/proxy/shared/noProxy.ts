/** How the server stores a proxy that is switched off. */
export const NO_PROXY = {
	enabled: false,
	host: '',
	port: '',
	protocol: '',
	username: '',
	password: '',
};
