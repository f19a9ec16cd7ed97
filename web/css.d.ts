declare module "*.module.css" {
  const classes: { readonly [name: string]: string };
  export default classes;
}
declare module "*.css";
declare module "@fontsource-variable/inter/wght.css";
