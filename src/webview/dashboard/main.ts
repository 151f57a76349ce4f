// A placeholder: the page is built on another branch, and takes its place in the merge.
import '../base.css';
