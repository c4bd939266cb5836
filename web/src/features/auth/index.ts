export { Register } from "./register";
export { SignIn } from "./sign-in";
